import { execFile, type ExecFileException } from "node:child_process";

/** How a program ended. */
export interface Ended {
  readonly stdout: string;
  /** What it said where it failed; its first lines. */
  readonly failure: string | undefined;
}

/** How much of a failure is shown. */
const LINES = 20;

/** Runs a program to its end, and keeps what it says. */
export function run(
  file: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<Ended> {
  return new Promise((resolve) => {
    const all = { ...options, maxBuffer: 1 << 26 };
    execFile(file, args, all, (error: ExecFileException | null, stdout, stderr) => {
      const said = [stderr, stdout].map((text) => text.trim()).filter((text) => text !== "");
      const lines = (said.length > 0 ? said.join("\n") : (error?.message ?? "")).split("\n");
      resolve({ stdout, failure: error ? lines.slice(0, LINES).join("\n") : undefined });
    });
  });
}
