import { cp, lstat, mkdir, readdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder, type NewFolder } from "../core/new-folder";
import { projectRoot } from "../core/project";
import { run, type Ended } from "../core/run";
import { during } from "../core/waiting";
import type { SourceFile } from "../sources/values";

/** What is made again by whoever needs it, where git does not say so. */
const LEFT_OUT = new Set([".git", ".cache", "cdktf.out", "dist", "node_modules", "coverage"]);

/** What became of a new project. */
export interface NewProject {
  /** The first commit, short; undefined where there is none. */
  readonly commit?: string | undefined;
  /** Why there is none. */
  readonly why?: string | undefined;
  /** The repository in a folder of which it lies; undefined where it is at the top of its own. */
  readonly within?: string | undefined;
}

/**
 * Makes a project of the one at hand, with other texts in some files and without its history. It is
 * made beside its place, and put there when it is whole.
 *
 * @param changed files that are other than here
 * @param subject of the first commit
 * @throws OperationError when the folder cannot be made
 */
export async function newProject(
  place: NewFolder,
  changed: readonly SourceFile[],
  { subject, env, signal }: { subject: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<NewProject> {
  let first: NewProject | undefined;
  await makeFolder(place, async (draft) => {
    const made = path.join(draft, "project");
    await during("copying the project", copyFiles(made));
    for (const { file, text } of changed) {
      await mkdir(path.dirname(path.join(made, file)), { recursive: true });
      await writeFile(path.join(made, file), text);
    }
    signal.throwIfAborted();
    if ((await topAround(draft, env)) === undefined) first = await firstCommit(made, subject, env);
    signal.throwIfAborted();
    return made;
  });
  return first ?? inRepository(place.target, subject, env);
}

/** The top of the repository in which a folder lies; undefined where there is none. */
async function topAround(dir: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { stdout, failure } = await git(dir, env, "rev-parse", "--show-toplevel");
  return failure === undefined ? stdout.replace(/\n$/, "") : undefined;
}

/** The first commit of a repository that was there, where it is the project's own and has none. */
async function inRepository(
  dir: string,
  subject: string,
  env: NodeJS.ProcessEnv,
): Promise<NewProject> {
  const top = await topAround(dir, env);
  if (top !== undefined && top !== (await realpath(dir))) {
    return { why: `it lies in the repository ${top}`, within: top };
  }
  const { failure } = await git(dir, env, "rev-parse", "--verify", "--quiet", "HEAD");
  if (failure === undefined) return { why: "the repository has commits already" };
  return committed(dir, subject, env);
}

/** Where what is new, and not yet committed, belongs to the project. */
const NEW = ["environments", "stacks", "__tests__", "modules"];

/** Files that git knows here, as they are now; where there is no git, all but what is made again. */
async function copyFiles(to: string): Promise<void> {
  const known = [
    ...(await filesOfGit()),
    ...(await filesOfGit("--others", "--exclude-standard", "--", ...NEW)),
  ];
  for (const file of known.length > 0 ? known : await filesBelow("")) {
    const from = path.join(projectRoot, file);
    // Deleted and not yet committed.
    if (!(await lstat(from).catch(() => undefined))) continue;
    await cp(from, path.join(to, file), { recursive: true, verbatimSymlinks: true });
  }
}

async function filesOfGit(...args: string[]): Promise<string[]> {
  const { stdout, failure } = await run("git", ["ls-files", "-z", ...args], { cwd: projectRoot });
  return failure === undefined ? stdout.split("\0").filter((file) => file !== "") : [];
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(projectRoot, folder), { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !LEFT_OUT.has(name) && !/\.tsbuildinfo$|^terraform\.tfstate/.test(name))
    .map((entry) => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(file) : [file];
    });
  return (await Promise.all(found)).flat();
}

async function firstCommit(
  dir: string,
  subject: string,
  env: NodeJS.ProcessEnv,
): Promise<NewProject> {
  const { failure } = await git(dir, env, "init", "-q", "-b", "main");
  if (failure !== undefined) return { why: failure.split("\n")[0] };
  return committed(dir, subject, env);
}

async function committed(
  dir: string,
  subject: string,
  env: NodeJS.ProcessEnv,
): Promise<NewProject> {
  for (const args of [
    ["add", "-A"],
    ["commit", "-q", "-m", subject],
  ]) {
    const { failure } = await git(dir, env, ...args);
    if (failure !== undefined) return { why: failure.split("\n")[0] };
  }
  const { stdout } = await git(dir, env, "rev-parse", "--short", "HEAD");
  return { commit: stdout.trim() };
}

const git = (dir: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> =>
  run("git", args, { cwd: dir, env });
