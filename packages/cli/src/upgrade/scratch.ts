import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../core/run";
import { gitIn, partsOf, unlessFailed, type Git, type GitOptions } from "./git";

/** Begins the name of an upgrade's folder. */
export const FOLDER = "groundwork-upgrade-";

/** Where upstream's releases lie in a scratch repository. */
export const UPSTREAM_REFS = "refs/upstream";

/** Settings of a clone that count for what is fetched, and for who commits. */
const COUNTING = /^(user|url|http|https|credential|gpg|ssh)\.|^(core\.sshcommand|commit\.gpgsign)$/;

/**
 * A repository beside the clone, in which an upgrade is made. It reads the clone's objects and writes
 * none there, so nothing of an upgrade is in the clone, not even in `.git`, until the clone fetches it.
 */
export class Scratch {
  private constructor(
    /** Of the upgrade, with the checkout and notes about it. */
    readonly folder: string,
    readonly git: Git,
  ) {}

  /** The checkout: of upstream's release first, of the upgraded clone then. */
  get root(): string {
    return checkoutIn(this.folder);
  }

  /** @param clone the top of its checkout */
  static async create(clone: string, options: GitOptions): Promise<Scratch> {
    const folder = await mkdtemp(path.join(tmpdir(), FOLDER));
    try {
      const own = gitIn(clone, options);
      const root = checkoutIn(folder);
      await mkdir(root);
      const kind = await own("rev-parse", "--show-object-format");
      // Without templates, which may have hooks.
      await gitIn(root, options)("init", "--quiet", "--template=", `--object-format=${kind}`);
      const gitDir = path.join(root, ".git");
      await mkdir(path.join(gitDir, "objects/info"), { recursive: true });
      await mkdir(path.join(gitDir, "info"), { recursive: true });
      const objects = await own("rev-parse", "--path-format=absolute", "--git-path", "objects");
      await writeFile(path.join(gitDir, "objects/info/alternates"), `${objects}\n`);
      const shallow = await own("rev-parse", "--path-format=absolute", "--git-path", "shallow");
      if (existsSync(shallow)) await copyFile(shallow, path.join(gitDir, "shallow"));
      return await Scratch.at(folder, clone, options);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** One that is there already. */
  static async at(folder: string, clone: string, options: GitOptions): Promise<Scratch> {
    const settings = await settingsOf(clone, options);
    return new Scratch(folder, gitIn(checkoutIn(folder), options, settings));
  }

  /** Brings releases of upstream, each to `refs/upstream/<tag>`. */
  async fetchReleases(address: string, versions: readonly string[]): Promise<void> {
    const refs = [...new Set(versions)].map(
      (version) => `+refs/tags/${version}:${UPSTREAM_REFS}/${version}`,
    );
    await this.git(
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--",
      address,
      ...refs,
    );
  }

  /**
   * Brings a commit of upstream, where the clone has not got it.
   *
   * @param commit in 40 digits
   * @returns whether there is such a commit now
   */
  async fetchCommit(address: string, commit: string): Promise<boolean> {
    const isThere = () => unlessFailed(this.git("cat-file", "-e", `${commit}^{commit}`));
    if ((await isThere()) !== undefined) return true;
    const args = ["--quiet", "--no-tags", "--no-write-fetch-head", "--", address, commit];
    return (await unlessFailed(this.git("fetch", ...args))) !== undefined;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

const checkoutIn = (folder: string): string => path.join(folder, "checkout");

/** The clone's own settings, as variables: those of the person count everywhere. */
async function settingsOf(clone: string, { env }: GitOptions): Promise<NodeJS.ProcessEnv> {
  const args = ["config", "--local", "--null", "--list"];
  const { stdout } = await run("git", args, { cwd: clone, env });
  const settings = partsOf(stdout, "\0")
    .map((entry) => [entry.split("\n", 1)[0]!, entry] as const)
    .filter(([key]) => COUNTING.test(key))
    .map(([key, entry]) => [key, entry.slice(key.length + 1)] as const);
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return settings.length === 0
    ? {}
    : { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(variables) };
}
