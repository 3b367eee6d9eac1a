import { createInterface } from "node:readline/promises";
import { OperationError } from "./errors";

/** Whoever runs a command: is told what it will do, and asked before it does. */
export interface Person {
  tell(text: string): void;
  /** Whether to go on. */
  confirm(question: string): Promise<boolean>;
}

/** @param yes go on without asking */
export const atTerminal = (yes: boolean): Person => ({
  tell: console.log,
  confirm: yes ? () => Promise.resolve(true) : ask,
});

/**
 * Anything but `yes` or `y` is a no.
 *
 * @throws OperationError when nobody can answer
 */
async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new OperationError(
      "this asks before it changes anything, and nobody is there to answer: add -- --yes",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [yes/no] `)).trim());
  } finally {
    terminal.close();
  }
}
