import { constants } from "node:buffer";
import path from "node:path";

/** What Terraform may print, in characters: as many as a text can have in Node, half a billion. */
export const OUTPUT_MAX = constants.MAX_STRING_LENGTH;

/** How a run of Terraform ended. */
export interface Ended {
  /** 1 where it has none. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal, where it was one that ended it. */
  readonly endedBy?: string | undefined;
  /** Whether it printed more than OUTPUT_MAX. */
  readonly cutOff: boolean;
}

/** Their standard output is a plan, a state or its outputs, with the secrets in it. */
const PRINT_SECRETS = new Set(["plan", "show", "state", "output"]);

/**
 * What is said of a run that failed; it goes into logs and messages.
 *
 * @param args Terraform's
 * @param program name or path of what ran @default "terraform"
 */
export function failureText(
  {
    stack,
    dir,
    program = "terraform",
  }: { readonly stack: string; readonly dir: string; readonly program?: string | undefined },
  [command = ""]: readonly string[],
  { stdout, stderr, endedBy, cutOff }: Ended,
): string {
  const said = stderr || (PRINT_SECRETS.has(command) ? "" : stdout);
  const how = cutOff ? TOO_LONG : endedBy === undefined ? "failed" : `was ended by ${endedBy}`;
  return `${stack}: ${path.basename(program)} ${command} ${how} in ${dir}\n${said.trim()}`.trim();
}

const TOO_LONG =
  `printed more than the ${OUTPUT_MAX} characters that can be read at once, as its plan or state is that large; ` +
  "move part of the stack into one of its own. It ran";
