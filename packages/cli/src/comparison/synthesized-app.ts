import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { interruption } from "../core/interruption";
import { isAlive } from "../core/processes";
import { synthFailure } from "../core/synth-failure";
import { during } from "../core/waiting";
import { Repository, runToEnd } from "./git";
import { giveModules, modulesKey } from "./own-modules";
import { cleanRevision, readRevision, WORKING_TREE, type Revision } from "./revisions";

/** A stack's Terraform JSON. */
export type StackJson = Readonly<Record<string, unknown>>;

/** What a commit, or the files at hand, are synthesized to. */
export interface SynthesizedApp {
  /** Its digits; undefined for files that no commit has. */
  readonly commit: string | undefined;
  /** Terraform JSON by stack, in the order of the app. */
  readonly stacks: ReadonlyMap<string, StackJson>;
  /**
   * A folder with the project, installed and compiled: the one at hand for its own files, a checkout
   * in the cache for a commit. It is made once more where it is gone.
   */
  readonly checkout: () => Promise<string>;
}

/** How many synths and how many checkouts are kept: 0.3 MB each, and 12 MB. */
const KEPT = { synths: 50, checkouts: 4, modules: 2 };

/** Raised with the format of what is kept of a synth. */
const FORMAT = 1;

/**
 * Synthesizes a commit of a project, or its files as they are. A commit is synthesized once: what came
 * of it is kept in `.cache/comparison` by the id of its files. Each has node_modules of its own, with
 * its own `@groundwork/*`; nothing of the project at hand is touched, and git learns of no worktree.
 * An emulator in the environment, and the variable STACKS, count for nothing.
 *
 * @param root of the project; it may lie in a folder of its repository
 * @param name a commit, branch or tag, or `working-tree` for the files as they are
 * @param env of the command
 * @throws OperationError where there is no such commit, where its packages cannot be installed, or
 *   with what its compiler or its app says
 */
export async function synthesizedCommit(
  root: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<SynthesizedApp> {
  const repository = new Repository(root, env);
  const isAsked = name !== WORKING_TREE;
  const revision = isAsked ? await readRevision(repository, name) : await cleanRevision(repository);
  if (revision === undefined) {
    const stacks = await during(
      "synthesizing the files at hand",
      synthesizedIn(root, "the files at hand", env),
    );
    return { commit: undefined, stacks, checkout: () => Promise.resolve(root) };
  }
  const cache = new Cache(repository, revision);
  const what = `synthesizing ${revision.commit.slice(0, 8)}`;
  return {
    commit: revision.commit,
    stacks: await during(what, cache.stacks()),
    checkout: () => (isAsked ? cache.checkout() : Promise.resolve(root)),
  };
}

/** What is kept of a commit. */
class Cache {
  private readonly dir: string;
  private readonly file: string;

  constructor(
    private readonly repository: Repository,
    private readonly revision: Revision,
  ) {
    this.dir = path.join(repository.root, ".cache/comparison");
    this.file = path.join(this.dir, "synths", `${revision.tree}.json`);
  }

  async stacks(): Promise<SynthesizedApp["stacks"]> {
    try {
      const { format, stacks } = JSON.parse(await readFile(this.file, "utf8"));
      if (format === FORMAT) {
        await touch(this.file);
        return new Map(stacks as [string, StackJson][]);
      }
    } catch {
      // Not synthesized yet, or damaged.
    }
    return (await this.made()).stacks;
  }

  async checkout(): Promise<string> {
    const prefix = await this.repository.git(["rev-parse", "--show-prefix"]);
    const dir = this.place();
    const stamp = await readFile(path.join(dir, STAMP), "utf8").catch(() => undefined);
    // Its packages are links, which lead elsewhere once others are installed.
    if (stamp !== undefined && stamp === (await this.stamp(path.join(dir, prefix)))) {
      await touch(dir);
      return path.join(dir, prefix);
    }
    return (await this.made()).checkout;
  }

  private readonly place = () => path.join(this.dir, "checkouts", this.revision.tree);

  /** Makes both, in a folder of this process's own until they are whole. */
  private async made(): Promise<{ stacks: SynthesizedApp["stacks"]; checkout: string }> {
    const prefix = await this.repository.git(["rev-parse", "--show-prefix"]);
    const dir = this.place();
    const making = `${dir}.${process.pid}`;
    try {
      await rm(making, { recursive: true, force: true });
      await writeTree(this.repository, this.revision.tree, making);
      const project = path.join(making, prefix);
      await giveModules(this.repository.root, project, path.join(this.dir, "modules"));
      const stacks = await synthesizedIn(
        project,
        this.revision.commit.slice(0, 8),
        this.repository.env,
      );
      await this.keep(stacks);
      await writeFile(path.join(making, STAMP), await this.stamp(project));
      await rm(dir, { recursive: true, force: true });
      await rename(making, dir);
      return { stacks, checkout: path.join(dir, prefix) };
    } finally {
      await rm(making, { recursive: true, force: true });
      await forget(path.dirname(dir), KEPT.checkouts);
      await forget(path.join(this.dir, "modules"), KEPT.modules);
    }
  }

  private async keep(stacks: SynthesizedApp["stacks"]): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const making = `${this.file}.${process.pid}`;
    await writeFile(making, JSON.stringify({ format: FORMAT, stacks: [...stacks] }));
    await rename(making, this.file);
    await forget(path.dirname(this.file), KEPT.synths);
  }

  private async stamp(project: string): Promise<string> {
    return [await modulesKey(this.repository.root), await modulesKey(project)].join(" ");
  }
}

/** In a checkout: which packages it has. */
const STAMP = ".groundwork-packages";

/**
 * Writes the files of a commit. `git worktree` would be known to the repository until it is removed,
 * and would run its hooks; `git archive` leaves out what .gitattributes says.
 */
async function writeTree(repository: Repository, tree: string, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const top = await repository.top();
  const index = { GIT_INDEX_FILE: `${dir}.index` };
  try {
    await top.git(["read-tree", tree], index);
    await top.git(["checkout-index", "--all", "--force", "--quiet", `--prefix=${dir}/`], index);
  } finally {
    await rm(`${dir}.index`, { force: true });
  }
}

/** Variables that would make another synth of the same files. */
const OTHERWISE = {
  AWS_ENDPOINT_URL: undefined,
  STACKS: undefined,
  CDKTF_CONTEXT_JSON: undefined,
  // What is against the policies has a command of its own.
  CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
};

/**
 * Runs the app of a project as cdktf does, by what its cdktf.json says.
 *
 * @param name of the commit, for an error
 */
async function synthesizedIn(
  project: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<SynthesizedApp["stacks"]> {
  const outDir = path.join(project, `.cache/comparison/${process.pid}`);
  const app = await appOf(project, name);
  const { signal } = interruption;
  try {
    await mkdir(outDir, { recursive: true });
    const all = { ...env, ...OTHERWISE, CDKTF_OUTDIR: outDir };
    const run = await runToEnd(app, undefined, { cwd: project, env: all, signal });
    signal.throwIfAborted();
    if (run.code !== 0) {
      const said = run.stderr.trim() === "" ? run.stdout.trim() : synthFailure(run).message;
      throw new OperationError(`${name} cannot be synthesized: ${said}`);
    }
    return await stacksIn(outDir);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

async function appOf(project: string, name: string): Promise<string> {
  const text = await readFile(path.join(project, "cdktf.json"), "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new OperationError(`${name} has no cdktf.json here, expected a commit of this project`);
  }
  return (JSON.parse(text) as { app: string }).app;
}

async function stacksIn(outDir: string): Promise<SynthesizedApp["stacks"]> {
  const read = async (file: string) => JSON.parse(await readFile(path.join(outDir, file), "utf8"));
  const { stacks } = (await read("manifest.json")) as {
    readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
  };
  const all = Object.entries(stacks).map(
    async ([name, { synthesizedStackPath }]) => [name, await read(synthesizedStackPath)] as const,
  );
  return new Map(await Promise.all(all));
}

const touch = (file: string) => utimes(file, new Date(), new Date());

/** Removes what has not been used for the longest time, and what processes have left that are gone. */
async function forget(folder: string, most: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    names.map(async (name) => {
      const place = path.join(folder, name);
      return { place, used: (await stat(place).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const owner = ({ place }: { place: string }) => Number(/\.(\d+)(?:\.index)?$/.exec(place)?.[1]);
  const whole = entries.filter((one) => Number.isNaN(owner(one)));
  const left = entries.filter((one) => !Number.isNaN(owner(one)) && !isAlive(owner(one)));
  const old = whole.toSorted((one, other) => other.used - one.used).slice(most);
  for (const { place } of [...left, ...old]) await rm(place, { recursive: true, force: true });
}
