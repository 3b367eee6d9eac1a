import { OperationError } from "./errors";
import { localText } from "./local-error";
import { ownPlace } from "./own-place";

/** How a process that synthesizes ended. */
interface EndedSynth {
  readonly stderr: string;
  readonly signal?: string | undefined;
}

/**
 * Why there is no synth: the app's own message, or in its place one line of what Node prints of an
 * error that nobody has thought of.
 */
export function synthFailure({ stderr, signal }: EndedSynth): OperationError {
  const frame = STACK_FRAME.exec(stderr);
  const own = stderr.replace(/^Error: /, "").trim();
  if (!frame && own !== "") return new OperationError(own);
  if (signal !== undefined) {
    return new OperationError(
      `the synth was ended by ${signal}, which is nothing of its own doing`,
    );
  }
  const said = MESSAGE.exec(stderr)?.[1] ?? own;
  if (said === "") return new OperationError("the synth ended without a word");
  const [, code] = /^ +code: '(\w+)'/m.exec(stderr) ?? [];
  const [, file] = /^ +path: '(.*)'/m.exec(stderr) ?? [];
  const text = said.replace(/^Error: /, "");
  const error = Object.assign(new Error(text), { code, ...(file !== undefined && { path: file }) });
  const place = ownPlace(stderr);
  return new OperationError(
    localText(error) ?? `the synth failed${place === undefined ? "" : ` at ${place}`}: ${said}`,
  );
}

const STACK_FRAME = /^ +at .*:\d+:\d+\)?$/m;

/** The line between the source that Node shows and the frames. */
const MESSAGE = /^((?:Uncaught )?[A-Z]\w*(?: \[\w+\])?: .+)$/m;
