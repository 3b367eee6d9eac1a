import { OperationError } from "./errors";
import { say, warn } from "./outlet";
import { typedLine } from "./typed-line";

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
  return (await typedLine(question, signal, output)) ?? "";
}
