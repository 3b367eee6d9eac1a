import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { isAlive } from "../core/processes";
import { during } from "../core/waiting";
import { Repository } from "./git";
import { giveModules, modulesKey } from "./own-modules";
import { configurationIn, synthesizedIn } from "./synthesis";
import type { StackJson } from "./written-stacks";
import { cleanRevision, readRevision, WORKING_TREE, type Revision } from "./revisions";

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
  /** What its environments/ say, checked and with defaults; undefined where that cannot be read. */
  readonly configuration: () => Promise<unknown>;
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
  const clean = await cleanRevision(repository);
  const revision = name === WORKING_TREE ? clean : await readRevision(repository, name);
  if (revision === undefined) {
    return {
      commit: undefined,
      stacks: await during(
        "synthesizing the files at hand",
        synthesizedIn(root, "the files at hand", env),
      ),
      checkout: () => Promise.resolve(root),
      configuration: () => configurationIn(root, env),
    };
  }
  // Where the files at hand are the commit's, to the letter, nothing has to be written anew.
  const isAtHand = clean?.tree === revision.tree;
  const cache = new Cache(repository, revision, isAtHand);
  const what = `synthesizing ${revision.commit.slice(0, 8)}`;
  return {
    commit: revision.commit,
    ...(await during(what, cache.synth())),
    checkout: () => (isAtHand ? Promise.resolve(root) : cache.checkout()),
  };
}

/** What is kept of a commit. */
class Cache {
  private readonly dir: string;
  private readonly file: string;

  constructor(
    private readonly repository: Repository,
    private readonly revision: Revision,
    private readonly isAtHand: boolean,
  ) {
    this.dir = path.join(repository.root, ".cache/comparison");
    this.file = path.join(this.dir, "synths", `${revision.tree}.json`);
  }

  async synth(): Promise<Pick<SynthesizedApp, "stacks" | "configuration">> {
    try {
      const { format, stacks, configuration } = JSON.parse(await readFile(this.file, "utf8"));
      if (format === FORMAT) {
        await touch(this.file);
        return asApp(new Map(stacks as [string, StackJson][]), configuration);
      }
    } catch {
      // Not synthesized yet, or damaged.
    }
    const { stacks, configuration } = await this.made();
    return asApp(stacks, configuration);
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

  /** Two commits may have the same files, and are asked for at once. */
  private made(): Promise<Made> {
    const dir = this.isAtHand ? this.repository.root : this.place();
    const making =
      underWay.get(dir) ??
      (this.isAtHand ? this.synthesize() : this.make()).finally(() => underWay.delete(dir));
    underWay.set(dir, making);
    return making;
  }

  /** Makes both, in a folder of this process's own until they are whole. */
  private async make(): Promise<Made> {
    const prefix = await this.repository.git(["rev-parse", "--show-prefix"]);
    const dir = this.place();
    const making = `${dir}.${process.pid}`;
    try {
      await rm(making, { recursive: true, force: true });
      await writeTree(this.repository, this.revision.tree, making);
      const project = path.join(making, prefix);
      await giveModules(this.repository.root, project, path.join(this.dir, "modules"));
      const synth = await this.synthesize(project);
      await writeFile(path.join(making, STAMP), await this.stamp(project));
      await rm(dir, { recursive: true, force: true });
      await rename(making, dir);
      return { ...synth, checkout: path.join(dir, prefix) };
    } finally {
      await rm(making, { recursive: true, force: true });
      await forget(path.dirname(dir), KEPT.checkouts);
      await forget(path.join(this.dir, "modules"), KEPT.modules);
    }
  }

  private async synthesize(project = this.repository.root): Promise<Made> {
    const { env } = this.repository;
    const stacks = await synthesizedIn(project, this.revision.commit.slice(0, 8), env);
    const configuration = await configurationIn(project, env);
    await this.keep(stacks, configuration);
    return { stacks, configuration, checkout: project };
  }

  private async keep(stacks: SynthesizedApp["stacks"], configuration: unknown): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const making = `${this.file}.${process.pid}`;
    await writeFile(making, JSON.stringify({ format: FORMAT, stacks: [...stacks], configuration }));
    await rename(making, this.file);
    await forget(path.dirname(this.file), KEPT.synths);
  }

  private async stamp(project: string): Promise<string> {
    return [await modulesKey(this.repository.root), await modulesKey(project)].join(" ");
  }
}

/** What this process makes at this moment, by its folder. */
const underWay = new Map<string, Promise<Made>>();

/** What came of a commit. */
interface Made {
  readonly stacks: SynthesizedApp["stacks"];
  readonly configuration: unknown;
  readonly checkout: string;
}

const asApp = (stacks: SynthesizedApp["stacks"], configuration: unknown) => ({
  stacks,
  configuration: () => Promise.resolve(configuration),
});

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
