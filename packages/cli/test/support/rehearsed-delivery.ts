import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { ProjectCopy, run } from "@groundwork/testing/project";

/** Where the tests themselves run must not show. */
export const LAPTOP = { GITHUB_ACTIONS: "", CODEBUILD_BUILD_ID: "", AWS_ENDPOINT_URL: "" };

export interface Event {
  readonly environment: string;
  readonly event: string;
  readonly plan: string;
  readonly by: string;
  readonly outcome: string;
}

/** Rows of the table of events. */
export function eventsOf(stdout: string): Event[] {
  const rows = stdout.split("\n").filter((line) => /^\d\d:\d\d:\d\d /.test(line));
  return rows.map((row) => {
    const [, environment, event, plan, by, outcome] = row.split(/ {2,}/);
    return { environment, event, plan, by, outcome } as Event;
  });
}

/** Folder of the messages. */
export const messagesOf = (stdout: string): string =>
  /each command said: (\S+)$/m.exec(stdout)![1]!;

/** Stacks of the table of states. */
export const stackTable = (stdout: string): string[] =>
  [...stdout.matchAll(/^([a-z]+-stack) +\d+ /gm)].map(([, stack]) => stack!);

/** Who did what in an environment, one after another. */
export const story = (events: readonly Event[], name: string): string[] =>
  events
    .filter(({ environment }) => environment === name)
    .map(({ event, by }) => `${by.replace(/ .*/, "")}: ${event}`);

/** A copy of this checkout with all of it committed. */
export async function committedCopy(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  try {
    await copy.write(".gitignore", "node_modules\n.cache\ndist\ncdktf.out\n*.tsbuildinfo\n");
    await copy.build();
    await git(copy, "init", "--quiet", "--initial-branch=main");
    await git(copy, "add", "--all");
    await git(copy, "commit", "--quiet", "--message", "all");
    return copy;
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

export async function git({ root }: ProjectCopy, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
  const { code, stdout, stderr } = await run("git", [...who, ...args], { cwd: root });
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** What a rehearsal of the copy would leave, with its process id in its name. */
export async function leftBy({ root }: ProjectCopy, pid: number): Promise<string[]> {
  const folders = ["rehearsals", "delivery"].map((name) => path.join(root, ".cache", name));
  const names = await Promise.all(folders.map((folder) => readdir(folder)));
  return names.flat().filter((name) => name === String(pid));
}

/** Process of the emulator that a rehearsal has started. */
export async function emulatorOf(pid: number): Promise<number | undefined> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,args="]);
  const rows = stdout.split("\n").map((row) => row.trim().split(/\s+/));
  const row = rows.find(
    ([, parent, ...args]) => parent === String(pid) && args.join().includes("emulator.py"),
  );
  return row && Number(row[0]);
}

/** Starts it in the copy, with an emulator of its own. */
export function startDelivery({ root }: ProjectCopy, ...args: string[]) {
  const rehearsal = spawn(
    "node",
    ["packages/cli/bin/groundwork.js", "rehearse", ...args, "--delivery"],
    {
      cwd: root,
      env: { ...process.env, ...LAPTOP },
      // In a process group of its own.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const said = { stdout: "", stderr: "" };
  rehearsal.stdout!.on("data", (text) => (said.stdout += text));
  rehearsal.stderr!.on("data", (text) => (said.stderr += text));
  return { rehearsal, said, closed: once(rehearsal, "close") };
}
