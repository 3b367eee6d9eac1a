import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCommand } from "./commands";
import { checkoutRoot, cliScript, packages, projectRoot, smallRoot } from "./roots";

export { appScript, checkoutRoot, cliScript, projectRoot, smallRoot, synthScript } from "./roots";

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

/** A command in the small project, or in a copy. */
export const groundwork = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  root = smallRoot(),
): Promise<Ended> => {
  // What node is to be started with needs a node to be started.
  if (env["NODE_OPTIONS"] !== undefined) {
    return run(process.execPath, [cliScript, ...args], { cwd: root, env });
  }
  return runCommand({ cli: cliScript, args, env: { ...process.env, ...env }, cwd: root });
};

/** The same, not waited for, in a process group of its own. */
export const startGroundwork = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  root = smallRoot(),
): ChildProcess =>
  spawn(process.execPath, [cliScript, ...args], {
    cwd: root,
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
  // None may see the end of another, and do something about it.
  for (const signal of ["SIGSTOP", "SIGKILL"] as const) {
    for (const member of tree) {
      try {
        process.kill(member, signal);
      } catch {
        // It has ended by itself meanwhile.
      }
    }
  }
}

/** A copy of the project, to be edited and built; removed by `remove`. */
export class ProjectCopy {
  private constructor(readonly root: string) {}

  static async create(): Promise<ProjectCopy> {
    const root = await mkdtemp(path.join(tmpdir(), "groundwork-copy-"));
    // What is compiled already comes along, so that a build takes no longer than its edit.
    await cp(projectRoot, root, {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => !/\/(cdktf\.out|\.cache)$/.test(source),
    });
    const copy = new ProjectCopy(root);
    await copy.edit("cdktf.json", "../../cli", path.join(packages, "cli"));
    await copy.edit("tsconfig.json", /\.\.\/\.\.\//g, `${packages}/`);
    await symlink(path.join(checkoutRoot, "node_modules"), path.join(root, "node_modules"));
    // The emulator's installation is shared.
    await symlink(path.join(checkoutRoot, ".cache"), path.join(root, ".cache"));
    return copy;
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

  read(file: string): Promise<string> {
    return readFile(path.join(this.root, file), "utf8");
  }

  /** Replaces a text that must be there. */
  async edit(file: string, from: string | RegExp, to: string): Promise<void> {
    const text = await this.read(file);
    // `$&` in `to` stands for `from`.
    const edited = text.replace(from, to);
    if (edited === text && from !== to) throw new Error(`${file} does not contain ${from}`);
    await this.write(file, edited);
  }

  /** Makes JavaScript of what was edited, as the compiler does, but for a look at its types. */
  async build(): Promise<void> {
    const { transformFileSync } = require("@swc/core") as typeof import("@swc/core");
    for (const file of await this.sources()) {
      const made = path.join(this.root, "dist", file.replace(/\.ts$/, ".js"));
      const source = path.join(this.root, file);
      if (existsSync(made) && statSync(made).mtimeMs > statSync(source).mtimeMs) continue;
      const { code } = transformFileSync(source, {
        swcrc: false,
        module: { type: "commonjs" },
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
      });
      await writeFile(made, code);
    }
  }

  private async sources(): Promise<string[]> {
    const folders = ["environments", "stacks"].map(async (folder) =>
      (await readdir(path.join(this.root, folder))).map((file) => path.join(folder, file)),
    );
    const files = ["main.ts", ...(await Promise.all(folders)).flat()];
    return files.filter((file) => file.endsWith(".ts"));
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
