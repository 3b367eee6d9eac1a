import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cliScript, run, type ProjectCopy } from "@groundwork/testing/project";

/** Where the tests themselves run must not show. */
export const LAPTOP = { GITHUB_ACTIONS: "", CODEBUILD_BUILD_ID: "", AWS_ENDPOINT_URL: "" };

/** What a rehearsal of the copy would leave, with its process id in its name. */
export async function leftBy({ root }: Pick<ProjectCopy, "root">, pid: number): Promise<string[]> {
  const folders = ["rehearsals", "delivery"].map((name) => path.join(root, ".cache", name));
  const names = await Promise.all(
    folders.map((folder) => readdir(folder).catch((): string[] => [])),
  );
  return names.flat().filter((name) => name === String(pid));
}

/** Process of the emulator that a rehearsal has started. */
export async function emulatorOf(pid: number): Promise<number | undefined> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,args="]);
  const rows = stdout.split("\n").map((row) => row.trim().split(/\s+/));
  const row = rows.find(
    ([, parent, ...args]) => parent === String(pid) && /emulators?\.py/.test(args.join()),
  );
  return row && Number(row[0]);
}

/** Starts one in the copy, with an emulator of its own. */
export function startRehearsal({ root }: Pick<ProjectCopy, "root">, ...args: string[]) {
  const rehearsal = spawn("node", [cliScript, "rehearse", ...args], {
    cwd: root,
    env: { ...process.env, ...LAPTOP },
    // In a process group of its own.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  rehearsal.stdout!.on("data", (text) => (said.stdout += text));
  rehearsal.stderr!.on("data", (text) => (said.stderr += text));
  return { rehearsal, said, closed: once(rehearsal, "close") };
}

/** A PATH with these programs and no others; those that this machine has not are left out. */
export async function programs(...names: string[]): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-path-"));
  for (const name of names) {
    const { stdout } = await run("sh", ["-c", 'command -v "$0"', name]);
    if (stdout) await symlink(stdout.trim(), path.join(dir, name));
  }
  return dir;
}
