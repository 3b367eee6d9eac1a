import { execFile, type ExecFileException } from "node:child_process";
import { OperationError } from "../core/errors";
import { hereAlone } from "../core/here-alone";

/** How a program ended. */
export interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly signal?: string | undefined;
}

/**
 * Runs a program to its end.
 *
 * @param args undefined where `file` is a line for the shell
 */
export function runToEnd(
  file: string,
  args: readonly string[] | undefined,
  options: { cwd: string; env: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<Ended> {
  return new Promise((resolve) => {
    const all = { ...options, maxBuffer: 1 << 28, shell: args === undefined };
    const child = execFile(file, args ?? [], all, (error, stdout, stderr) => {
      const { code, signal } = (error ?? { code: 0 }) as ExecFileException;
      resolve({ code: code ?? 1, stdout, stderr, signal: signal ?? undefined });
    });
    child.stdin?.end();
  });
}

/** A folder that git knows. */
export class Repository {
  /** @param env what git is started with */
  constructor(
    readonly root: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** The same repository, by its topmost folder. */
  async top(): Promise<Repository> {
    return new Repository(await this.git(["rev-parse", "--show-toplevel"]), this.env);
  }

  /** @throws OperationError where there is no git */
  async tryGit(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const env = { ...hereAlone(this.env), LC_ALL: "C", ...more };
    const { stdout, stderr, ...ended } = await runToEnd("git", args, { cwd: this.root, env });
    if (ended.code === "ENOENT") {
      throw new OperationError("git is missing: what is compared are commits");
    }
    return { ...ended, stdout: stdout.replace(/\n$/, ""), stderr: stderr.trim() };
  }

  /** @throws OperationError with git's own words where it fails */
  async git(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<string> {
    const { code, stdout, stderr } = await this.tryGit(args, more);
    if (code !== 0) throw new OperationError(`git ${args[0]} failed: ${stderr || `exit ${code}`}`);
    return stdout;
  }
}
