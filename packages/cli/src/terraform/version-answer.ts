import { execFile, type ExecFileException } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** How a program has ended, as far as it came to that. */
export type Ended = Partial<
  Pick<ExecFileException, "code"> & { readonly stdout: string; readonly stderr: string }
>;

/** Smaller ones are scripts, which choose what they start by folder and environment (tfenv, mise). */
const SMALLEST_ENGINE = 5_000_000;

/** What each file has said, as it was then: a command asks before its work on each stack. */
const answers = new Map<string, Ended>();

/**
 * What a program says to `version`. One that is no script is asked once.
 *
 * @param program name in PATH, or a path
 * @returns also how it failed
 */
export async function versionAnswer(program: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const file = await engineFile(program, env);
  const known = file && answers.get(file);
  if (known) return known;
  try {
    const answer = await execute(program, ["version"], { env });
    if (file) answers.set(file, answer);
    return answer;
  } catch (error) {
    return error as Ended;
  }
}

/** @returns which file it is, and of when; undefined for a script, or what is not there */
async function engineFile(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const isName = path.basename(program) === program;
  const folders = isName ? (env["PATH"] ?? "").split(path.delimiter) : [""];
  for (const folder of folders) {
    const file = path.resolve(folder, program);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile() || (found.mode & 0o111) === 0) continue;
    const { size, mtimeMs, ino } = found;
    return size < SMALLEST_ENGINE ? undefined : JSON.stringify([file, size, mtimeMs, ino]);
  }
  return undefined;
}
