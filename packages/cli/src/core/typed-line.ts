import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { plain } from "./plain";
import { undisturbed } from "./waiting";

/**
 * A line that somebody types at a terminal, without blanks around it.
 *
 * @param signal ends the question without an answer
 * @returns undefined where the terminal ends before a line
 */
export async function typedLine(
  question: string,
  signal: AbortSignal,
  output: NodeJS.WriteStream,
): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output });
  // While a question is open Ctrl-C reaches the terminal's reader, not the process.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  // Ctrl-D, or a terminal that is gone: no answer comes any more, and that is none.
  const ended = once(terminal, "close").then(() => undefined);
  try {
    const asked = `${plain(question)} `;
    const asks = () => Promise.race([terminal.question(asked, { signal }), ended]);
    const said = await undisturbed(asks).catch((error: Error) => {
      // So the question itself ends, where the terminal's end comes to it first.
      if (error.name === "AbortError" && !signal.aborted) return undefined;
      throw error;
    });
    return said?.trim();
  } finally {
    terminal.close();
  }
}
