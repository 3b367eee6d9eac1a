import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { OperationError } from "./errors";
import { say, warn } from "./outlet";
import { plain } from "./plain";
import { undisturbed } from "./waiting";

/** Whoever runs a command: is told what it will do, and asked before it does. */
export interface Person {
  tell(text: string): void;
  /** Whether to go on. */
  confirm(question: string): Promise<boolean>;
}

/**
 * @param yes go on without asking
 * @param signal ends a question without an answer
 * @param output standard error where standard output is for one JSON document
 */
export const atTerminal = (
  yes: boolean,
  signal: AbortSignal,
  output: NodeJS.WriteStream = process.stdout,
): Person => ({
  tell: output === process.stdout ? say : warn,
  confirm: (question) => (yes ? Promise.resolve(true) : ask(question, signal, output)),
});

/**
 * Whether a person types a name, at which nobody says yes by habit.
 *
 * @param given the name, where it was an option; then nobody is asked
 * @throws OperationError when nobody can answer
 */
export async function typesName(
  name: string,
  given: string | undefined,
  signal: AbortSignal,
  output: NodeJS.WriteStream = process.stdout,
): Promise<boolean> {
  if (given !== undefined) return given === name;
  const otherwise = `add --confirm ${name}`;
  return (await answer(`Type ${name} to destroy it:`, otherwise, signal, output)) === name;
}

/** Anything but `yes` or `y` is a no. */
const ask = async (
  question: string,
  signal: AbortSignal,
  output: NodeJS.WriteStream,
): Promise<boolean> =>
  /^y(es)?$/i.test(await answer(`${question} [yes/no]`, "add --yes", signal, output));

/**
 * @param otherwise what to do where nobody can answer
 * @throws OperationError when nobody can answer
 */
async function answer(
  question: string,
  otherwise: string,
  signal: AbortSignal,
  output: NodeJS.WriteStream,
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new OperationError(
      `this asks before it changes anything, and nobody is there to answer: ${otherwise}`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output });
  // While a question is open Ctrl-C reaches the terminal's reader, not the process.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  // Ctrl-D, or a terminal that is gone: no answer comes any more, and that is none.
  const ended = once(terminal, "close").then(() => "");
  try {
    const asked = `${plain(question)} `;
    const asks = () => Promise.race([terminal.question(asked, { signal }), ended]);
    const said = await undisturbed(asks).catch((error: Error) => {
      // So the question itself ends, where the terminal's end comes to it first.
      if (error.name === "AbortError" && !signal.aborted) return "";
      throw error;
    });
    return said.trim();
  } finally {
    terminal.close();
  }
}
