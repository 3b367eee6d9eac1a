import { OperationError } from "./errors";
import { say } from "./outlet";
import { typedLine } from "./typed-line";

/** Whether somebody is there who is shown a question, and can answer it. */
export const isSomebodyThere = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** What is asked for. */
export interface Question {
  readonly question: string;
  /** What Enter alone means. @default an answer is needed */
  readonly fallback?: string | undefined;
  /** Makes of the answer what it stands for; an OperationError of it is shown, and it is asked again. */
  readonly check: (answer: string) => string;
}

/**
 * Asks whoever runs a command for a text.
 *
 * @param signal ends the question without an answer
 * @throws OperationError when the terminal ends before an answer
 */
export async function answerTo(
  { question, fallback, check }: Question,
  signal: AbortSignal,
): Promise<string> {
  const shown = fallback === undefined ? "" : ` [${fallback}]`;
  for (;;) {
    const said = await typedLine(`${question}${shown}:`, signal, process.stdout);
    if (said === undefined) throw new OperationError("no answer came, and nothing was written");
    const given = said || fallback;
    if (given === undefined) continue;
    try {
      return check(given);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      say(error.message);
    }
  }
}
