import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { partsOf, unlessFailed, type Git } from "./git";
import { mergeJson, mergeManifests } from "./manifest";
import { ORIGIN } from "../core/made-of";
import { withHigherVersions } from "./pins";

/** The commits of a three-way merge. */
export interface Sides {
  /** Upstream's release that the clone is of. */
  readonly base: string;
  /** Upstream's new release, which is checked out. */
  readonly upstream: string;
  /** The clone's. */
  readonly own: string;
}

/** What a merge leaves. */
export interface TopMerge {
  /** Files that a person has to look into, from the top. */
  readonly conflicts: readonly string[];
  /** What was settled by a rule, in a line each. */
  readonly notes: readonly string[];
}

/** What git does not merge: upstream's own, and what is merged by its keys. */
const SET_ASIDE = ["packages", "package.json", "package-lock.json", ORIGIN];

const MANIFEST = "package.json";

/**
 * Merges what a team owns into the checkout of upstream's new release: by git, and package.json by its
 * keys. `packages/` and the lock file are upstream's.
 *
 * @param root of the checkout
 * @param release the new one's name, for what is marked in files
 */
export async function mergeTop(
  root: string,
  git: Git,
  { base, upstream, own }: Sides,
  release: string,
): Promise<TopMerge> {
  const first = await commitOf(git, base, upstream);
  const theirs = await commitOf(git, upstream, upstream, first);
  const ours = await commitOf(git, own, upstream, first);
  // By its name git marks the lines.
  await git("update-ref", "refs/heads/yours", ours);
  await git("checkout", "--quiet", "--detach", theirs);
  const merging = git(...SETTINGS, "merge", "--quiet", "--no-commit", "--no-ff", "yours");
  const ended = await merging.then(
    () => undefined,
    (error: unknown) => error,
  );
  const unmerged = await unmergedIn(git);
  if (ended !== undefined && unmerged.size === 0) throw ended;

  const conflicts: string[] = [];
  const notes: string[] = [];
  for (const [file, stages] of unmerged) {
    const note = await settle({ root, git, file, stages });
    if (note !== undefined) {
      notes.push(note);
      continue;
    }
    conflicts.push(file);
    await nameSides(path.join(root, file), release);
  }
  const manifest = await manifestOf(git, { base, upstream, own });
  await writeFile(path.join(root, MANIFEST), manifest.text);
  return { conflicts, notes: [...notes, ...manifest.notes.map((note) => `${MANIFEST}: ${note}`)] };
}

/** Whatever a person has set. No hook runs, and nothing that was resolved before is taken over. */
const SETTINGS = [
  ["merge.conflictStyle", "diff3"],
  ["merge.ff", "false"],
  ["merge.renames", "true"],
  ["merge.verifySignatures", "false"],
  ["rerere.enabled", "false"],
  ["core.hooksPath", "/dev/null"],
  ["user.name", "groundwork"],
  ["user.email", "groundwork@localhost"],
].flatMap(([key, value]) => ["-c", `${key}=${value}`]);

/** A commit of the same files but for what is set aside, which is as in `upstream`. */
async function commitOf(
  git: Git,
  commit: string,
  upstream: string,
  parent?: string,
): Promise<string> {
  await git("read-tree", commit);
  await git("rm", "-r", "--force", "--quiet", "--cached", "--ignore-unmatch", "--", ...SET_ASIDE);
  const listed = await git("ls-tree", "-z", upstream, "--", ...SET_ASIDE);
  for (const entry of partsOf(listed, "\0")) {
    const [, mode, kind, object, file] = /^(\d+) (\w+) (\w+)\t([^]*)$/.exec(entry)!;
    await (kind === "tree"
      ? git("read-tree", `--prefix=${file}/`, object!)
      : git("update-index", "--add", "--cacheinfo", `${mode},${object},${file}`));
  }
  const tree = await git("write-tree");
  const parents = parent === undefined ? [] : ["-p", parent];
  const made = await git(...SETTINGS, "commit-tree", tree, ...parents, "-m", "groundwork upgrade");
  // The index again as the checkout is.
  await git("read-tree", upstream);
  return made;
}

/** Files that git has left to be merged, with which of base, upstream and own there are: 1, 2, 3. */
async function unmergedIn(git: Git): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of partsOf(await git("ls-files", "--unmerged", "-z"), "\0")) {
    const [, stage, file] = /^\d+ \w+ (\d)\t([^]*)$/.exec(entry)!;
    files.set(file!, `${files.get(file!) ?? ""}${stage}`);
  }
  return files;
}

interface Unmerged {
  readonly root: string;
  readonly git: Git;
  readonly file: string;
  readonly stages: string;
}

/** @returns what was done about it; undefined where a person has to look */
async function settle(unmerged: Unmerged): Promise<string | undefined> {
  const { root, git, file, stages } = unmerged;
  const take = async (note: string, text?: string) => {
    if (text !== undefined) await writeFile(path.join(root, file), text);
    await git("add", "--", file);
    return `${file}: ${note}`;
  };
  if (stages === "12") {
    await rm(path.join(root, file), { force: true });
    await git("rm", "--quiet", "--cached", "--", file);
    return `${file}: stays removed, as you have removed it; upstream has changed it`;
  }
  if (stages === "13") return take("stays, as you have changed it; upstream has removed it");
  if (stages !== "123") return undefined;
  const marked = await readFile(path.join(root, file), "utf8");
  const higher = withHigherVersions(file, marked);
  if (higher !== undefined)
    return take("of versions that both have changed, the higher ones", higher);
  const keyed = await byKeys(unmerged);
  if (keyed !== undefined) return take(keyed.note, keyed.text);
  if (!PROSE.test(file)) return undefined;
  await git("checkout", "--quiet", "--theirs", "--", file);
  return take("yours stays; upstream has changed it as well");
}

/** What nothing runs or reads but people. */
const PROSE = /(\.md|^LICENSE|^docs\/.*)$/;

async function byKeys({ git, file }: Unmerged) {
  if (!file.endsWith(".json")) return undefined;
  const texts = await Promise.all(["1", "2", "3"].map((stage) => git("show", `:${stage}:${file}`)));
  try {
    const [base, upstream, own] = texts.map((text) => JSON.parse(text));
    const { value, notes } = mergeJson(base, upstream, own);
    const note = ["merged by its keys", ...notes].join("; ");
    return { text: `${JSON.stringify(value, null, 2)}\n`, note };
  } catch {
    // With comments, as a tsconfig.json may have them.
    return undefined;
  }
}

/** Which side is whose, in the lines that mark a conflict. */
async function nameSides(file: string, release: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const named = text
    .replace(/^<{7} HEAD$/gm, `<<<<<<< groundwork ${release}`)
    .replace(/^\|{7} \S+$/gm, "||||||| what both were made of");
  await writeFile(file, named);
}

/** @throws OperationError where the clone's is none */
async function manifestOf(git: Git, { base, upstream, own }: Sides) {
  const [first, theirs, ours] = await Promise.all(
    [base, upstream, own].map((commit) => unlessFailed(git("show", `${commit}:${MANIFEST}`))),
  );
  try {
    return mergeManifests(first ?? "{}", theirs!, ours!);
  } catch {
    throw new OperationError(`${MANIFEST}: got no JSON that can be read, expected one`);
  }
}
