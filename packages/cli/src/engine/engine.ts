import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import satisfies from "semver/functions/satisfies";
import { count } from "../core/count";
import { OperationError } from "../core/errors";
import { DONE, MISMATCH, type ExitCode } from "../core/exit-codes";
import { say } from "../core/outlet";
import { packagesDir, projectRoot } from "../core/project";
import { during } from "../core/waiting";
import { engineIn, ENGINES, type EngineName } from "./engines";
import { inWordsOf, isRewritten, manifestFor, namesNode, nodeFor, onNode } from "./rewrite";
import { knownLock } from "./known-lock";
import { newestVersions, withVersions, type Versions } from "./providers";
import { run } from "../core/run";
import { differences } from "./same-json";

export interface EngineOptions {
  readonly engine: EngineName;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** @default the project at hand */
  readonly root?: string;
  /** @default the Node that runs this, as `22.19.0` */
  readonly node?: string;
}

/** Takes back what was rewritten, where the person wants it. */
const TAKE_BACK = "git checkout . && npm install takes all back";

/**
 * `groundwork engine`: rewrites the sources for another framework, installs it, and shows that the
 * stacks are the same in it.
 *
 * @returns MISMATCH where they are not, or the sources do not compile; they are left rewritten
 * @throws OperationError before anything is changed; or when npm fails, with all as it was
 */
export async function engine(options: EngineOptions): Promise<ExitCode> {
  const { engine: to, root = projectRoot, node = process.versions.node } = options;
  const manifest = path.join(root, "package.json");
  const from = engineIn(JSON.parse(await readFile(manifest, "utf8")).dependencies);
  if (from === undefined) {
    throw new OperationError(`${manifest}: got neither cdktf nor cdktn, expected one of them`);
  }
  if (from === to) {
    say(`The sources are written for ${to} already.`);
    return DONE;
  }
  expectNode(to, node);
  const files = await committedFiles(root);

  const work = await mkdtemp(path.join(tmpdir(), "groundwork-engine-"));
  try {
    const [before, after] = [path.join(work, "before"), path.join(work, "after")];
    const first = await synth(root, before, options);
    if (first !== undefined) throw new OperationError(`the stacks do not synthesize: ${first}`);

    const others = await newestVersions(await manifestsIn(root, files, from, to), to, {
      ...options,
      root,
    });
    const changes = await rewritten(root, files, { from, to, node, versions: others });
    const manifestThen = changes.find(({ file }) => file === "package.json")!.after;
    const known = await knownLock(root, manifestThen);
    const undo = await write(root, changes, known?.text);
    if (known) say(`package-lock.json is the one of the commit ${known.commit}, before npm.`);
    await install(root, options).catch(async (error: unknown) => {
      await undo();
      throw error;
    });
    say(
      `${changes.length} files are written for ${to} now: ${versions(to)}; Node ${ENGINES[to].node}.`,
    );

    const failure = await synth(root, after, options);
    if (failure !== undefined) {
      say(`They do not compile or synthesize yet: ${failure}\nMend what it names; ${TAKE_BACK}.`);
      return MISMATCH;
    }
    const found = await differences(before, after);
    if (found.length > 0) {
      say(
        `The stacks differ in\n  ${found.join("\n  ")}\nLook at them before the next deployment; ${TAKE_BACK}.`,
      );
      return MISMATCH;
    }
    say(
      `All stacks are the same JSON, but for the provider's version: npx ${to} diff shows what that makes of them, and awsProviderVersion in environments/organization.ts keeps the one there was.`,
    );
    return DONE;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function expectNode(to: EngineName, version: string): void {
  const { node } = ENGINES[to];
  if (satisfies(version, node)) return;
  throw new OperationError(
    `got Node.js ${version}, expected ${node}, which ${to} needs: install it, such as by nvm install 24, then npm ci, and run this again`,
  );
}

const versions = (to: EngineName): string =>
  Object.entries(ENGINES[to].packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");

/**
 * The files that git knows.
 * @throws OperationError unless all are as they were committed, so that git can take all back
 */
async function committedFiles(root: string): Promise<string[]> {
  const status = await run("git", ["status", "--porcelain"], { cwd: root });
  if (status.failure !== undefined) {
    throw new OperationError(
      `the sources are rewritten only where git can take that back: ${status.failure}`,
    );
  }
  const dirty = status.stdout.split("\n").filter((line) => line !== "");
  if (dirty.length > 0) {
    throw new OperationError(
      `got ${count(dirty.length, "file")} not committed, such as ${dirty[0]!.slice(3)}, expected none, so that git can take back what this rewrites: commit or stash`,
    );
  }
  const { stdout } = await run("git", ["ls-files", "-z"], { cwd: root });
  return stdout.split("\0").filter((file) => file !== "");
}

interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

const isManifest = (file: string): boolean => path.basename(file) === "package.json";

/** Texts of every package.json, in the words of the other engine. */
const manifestsIn = (
  root: string,
  files: readonly string[],
  from: EngineName,
  to: EngineName,
): Promise<string[]> =>
  Promise.all(
    files
      .filter(isManifest)
      .map(async (file) => inWordsOf(await readFile(path.join(root, file), "utf8"), from, to)),
  );

async function rewritten(
  root: string,
  files: readonly string[],
  {
    from,
    to,
    node,
    versions,
  }: Readonly<Record<"from" | "to", EngineName>> & {
    readonly node: string;
    readonly versions: Versions;
  },
): Promise<Change[]> {
  const read = (file: string) => readFile(path.join(root, file), "utf8");
  const named = files.includes(".nvmrc") ? (await read(".nvmrc")).trim() : "";
  const changes: Change[] = [];
  for (const file of files.filter(isRewritten)) {
    const before = await read(file);
    const words = inWordsOf(before, from, to);
    const text =
      file === "package.json"
        ? manifestFor(before, from, to, versions)
        : isManifest(file)
          ? withVersions(words, to, versions)
          : words;
    const after = namesNode(file) ? onNode(text, named, nodeFor(named, to, node)) : text;
    if (after !== before) changes.push({ file, before, after });
  }
  return changes;
}

/**
 * @param lock of packages, for npm to begin with
 * @returns what writes the files as they were, package-lock.json with them
 */
async function write(
  root: string,
  changes: readonly Change[],
  lock: string | undefined,
): Promise<() => Promise<void>> {
  const file = path.join(root, "package-lock.json");
  const locked = await readFile(file, "utf8");
  const put = async (which: "before" | "after") => {
    for (const change of changes) await writeFile(path.join(root, change.file), change[which]);
  };
  await put("after");
  if (lock !== undefined) await writeFile(file, lock);
  return async () => {
    await put("before");
    await writeFile(file, locked);
  };
}

async function install(root: string, { env, signal }: EngineOptions): Promise<void> {
  const args = ["install", "--no-audit", "--no-fund"];
  const npm = run("npm", args, { cwd: root, env, signal });
  const { failure } = await during("installing the packages", npm);
  signal.throwIfAborted();
  if (failure === undefined) return;
  throw new OperationError(`npm install failed, and the sources are as they were: ${failure}`);
}

/** @returns why there is none */
async function synth(
  root: string,
  outDir: string,
  { env, signal }: EngineOptions,
): Promise<string | undefined> {
  const script = path.join(packagesDir, "cli/synth.js");
  const variables = { ...env, CDKTF_OUTDIR: outDir };
  const app = run(process.execPath, [script], { cwd: root, env: variables, signal });
  const { failure } = await during("synthesizing the stacks", app);
  signal.throwIfAborted();
  return failure;
}
