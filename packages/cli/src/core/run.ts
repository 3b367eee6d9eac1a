import { execFile, type ExecFileException } from "node:child_process";
import { hereAlone } from "./here-alone";

/** How a program ended. */
export interface Ended {
  readonly stdout: string;
  /** What it said where it failed; its first lines. */
  readonly failure: string | undefined;
}

/** How much of a failure is shown. */
const LINES = 20;

/**
 * Runs a program to its end, and keeps what it says. It works in its folder, also where this runs in a
 * hook of git's.
 *
 * @param options.env its variables. @default those of this process
 */
export function run(
  file: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<Ended> {
  return new Promise((resolve) => {
    const all = { ...options, env: hereAlone(options.env), maxBuffer: 1 << 26 };
    execFile(file, args, all, (error: ExecFileException | null, stdout, stderr) => {
      const said = [stderr, stdout].map((text) => text.trim()).filter((text) => text !== "");
      const lines = (said.length > 0 ? said.join("\n") : (error?.message ?? "")).split("\n");
      resolve({ stdout, failure: error ? lines.slice(0, LINES).join("\n") : undefined });
    });
  });
}
