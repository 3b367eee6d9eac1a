import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { APP_SOURCES } from "../bench/app-sources";
import { runCommand } from "./commands";

export const projectRoot = path.resolve(__dirname, "../..");

/** How a command ended, whatever its exit code. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command to its end, without a terminal. */
export function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { cwd: options.cwd, env: { ...process.env, ...options.env }, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** The commands of this checkout, or of a copy. */
const cliArgs = (root: string, args: readonly string[]) => [
  path.join(root, "packages/cli/bin/groundwork.js"),
  ...args,
];

export const groundwork = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  root = projectRoot,
): Promise<Ended> => {
  const [cli, ...given] = cliArgs(root, args);
  // What node is to be started with needs a node to be started.
  if (env["NODE_OPTIONS"] !== undefined) {
    return run(process.execPath, [cli!, ...given], { cwd: root, env });
  }
  return runCommand({ cli: cli!, args: given, env: { ...process.env, ...env }, cwd: root });
};

/** The same, not waited for, in a process group of its own. */
export const startGroundwork = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess =>
  spawn(process.execPath, cliArgs(projectRoot, args), {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });

/** Kills a process and everything it has started, as a power cut would. */
export async function killTree(pid: number): Promise<void> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid="]);
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [pid];
  for (const parent of tree) {
    tree.push(...pairs.filter(([, ppid]) => ppid === parent).map(([child]) => child!));
  }
  for (const member of tree) {
    try {
      process.kill(member, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

const SOURCES = [...APP_SOURCES, "operations"];

/** A copy of this project, to be edited and built; removed by `remove`. */
export class ProjectCopy {
  private constructor(readonly root: string) {}

  static async create(): Promise<ProjectCopy> {
    const root = await mkdtemp(path.join(tmpdir(), "groundwork-copy-"));
    // What is compiled already comes along, so that a build takes no longer than its edit.
    for (const source of [...SOURCES, "dist"]) {
      await cp(path.join(projectRoot, source), path.join(root, source), {
        recursive: true,
        force: true,
        preserveTimestamps: true,
      }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
    }
    await symlink(path.join(projectRoot, "node_modules"), path.join(root, "node_modules"));
    // The emulator's installation is shared.
    await symlink(path.join(projectRoot, ".cache"), path.join(root, ".cache"));
    return new ProjectCopy(root);
  }

  /** A copy of a copy, with all that was made in it. */
  static async of(folder: string): Promise<ProjectCopy> {
    const root = await mkdtemp(path.join(tmpdir(), "groundwork-copy-"));
    await cp(folder, root, { recursive: true, preserveTimestamps: true });
    return new ProjectCopy(root);
  }

  async write(file: string, text: string): Promise<void> {
    await writeFile(path.join(this.root, file), text);
  }

  /** Replaces a text that must be there. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const text = await readFile(path.join(this.root, file), "utf8");
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    // `$&` in `to` stands for `from`.
    await this.write(file, text.replace(from, to));
  }

  /** Compiles app and operations. */
  async build(): Promise<void> {
    const { code, stdout } = await this.run("node_modules/typescript/bin/tsc", [
      "-b",
      "operations",
    ]);
    if (code !== 0) throw new Error(stdout);
  }

  /** Runs a JavaScript file of the copy. */
  run(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return run(process.execPath, [file, ...args], { cwd: this.root, env });
  }

  groundwork(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return groundwork(args, env, this.root);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
