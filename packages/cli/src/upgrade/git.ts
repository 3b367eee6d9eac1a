import { OperationError } from "../core/errors";
import { hereAlone } from "../core/here-alone";
import { run } from "../core/run";

/** Runs git in one folder. @throws OperationError with the first line of what git says */
export type Git = (...args: string[]) => Promise<string>;

export interface GitOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** @param more variables besides */
export const gitIn =
  (cwd: string, { env, signal }: GitOptions, more: NodeJS.ProcessEnv = {}): Git =>
  async (...args) => {
    const variables = { ...hereAlone(env), ...more };
    const { stdout, failure } = await run("git", args, { cwd, env: variables, signal });
    signal.throwIfAborted();
    if (failure === undefined) return stdout.trimEnd();
    throw new OperationError(`git ${nameOf(args)}: ${firstLine(failure)}`);
  };

/** @returns undefined where git fails */
export const unlessFailed = (answer: Promise<string>): Promise<string | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof OperationError && error.message.startsWith("git ")) return undefined;
    throw error;
  });

/** The command, behind the settings for it. */
const nameOf = (args: readonly string[]): string =>
  args.find((arg, index) => arg !== "-c" && args[index - 1] !== "-c") ?? "";

const firstLine = (text: string): string => {
  const lines = text.split("\n").map((line) => line.trim());
  return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0] ?? "").replace(
    /^(fatal|error): /,
    "",
  );
};

/** Lines or names of an answer. */
export const partsOf = (text: string, end = "\n"): string[] => text.split(end).filter(Boolean);
