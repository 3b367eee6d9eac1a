import { execFile } from "node:child_process";
import { cp, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "jsonc-parser";
import { OperationError } from "../core/errors";
import { isAlive } from "../core/processes";
import { cacheDir, packagesDir, projectRoot } from "../core/project";
import { synthFailure } from "../core/synth-failure";
import { unlessMissing } from "../core/unless-missing";
import { during } from "../core/waiting";
import type { SourceFile } from "../sources/values";
import { stacksIn, type StackJson } from "./written-stacks";

export interface TrialOptions {
  /** The stacks to build. @default all */
  readonly stacks?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const OUT_DIR = "cdktf.out";

/** What is made anew, or is found upwards: nothing of a trial. */
const LEFT_OUT = new Set([".git", ".cache", OUT_DIR, "node_modules", "packages"]);

/**
 * Compiles and synthesizes the project as it will be with some files, beside it and not in it. So
 * nothing is written where a type, a check or a policy is against it.
 *
 * @param files that are new or edited
 * @returns the stacks' JSON by name
 * @throws OperationError with what the compiler, the checks or the policies say
 */
export async function tryFiles(
  files: readonly SourceFile[],
  { stacks, env, signal }: TrialOptions,
): Promise<Map<string, StackJson>> {
  // Below the project, as packages are looked for upwards.
  const trials = path.join(cacheDir, "trials");
  const dir = path.join(trials, String(process.pid));
  try {
    await removeLeftOver(trials);
    await mirror(dir, new Set([...SOURCES, ...files.map(({ file }) => file.split("/")[0]!)]));
    for (const { file, text } of files) {
      const place = path.join(dir, file);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, text);
    }
    const variables = { ...env, ...(stacks && { STACKS: stacks.join(" ") }) };
    await during("trying it", synthIn(dir, variables, signal));
    return stacksIn(path.join(dir, OUT_DIR));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Removes what killed commands have left, and what one with this process's number has. */
async function removeLeftOver(trials: string): Promise<void> {
  const names = (await unlessMissing(readdir(trials))) ?? [];
  const dead = names.filter((name) => Number(name) === process.pid || !isAlive(Number(name)));
  for (const name of dead) await rm(path.join(trials, name), { recursive: true, force: true });
}

/** Folders whose files import each other by path, and what was compiled of them. */
const SOURCES = ["environments", "stacks", "dist"];

/** Files of the project, with links to folders that no trial changes. */
async function mirror(dir: string, changed: ReadonlySet<string>): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const name of await readdir(projectRoot)) {
    if (LEFT_OUT.has(name)) continue;
    const [from, to] = [path.join(projectRoot, name), path.join(dir, name)];
    const isFolder = (await lstat(from)).isDirectory();
    if (isFolder && !changed.has(name)) await symlink(from, to);
    // With their times, so that the compiler looks at what has changed alone.
    else await cp(from, to, { recursive: true, preserveTimestamps: true });
  }
  await writeFile(path.join(dir, CONFIG), await configForTrial());
}

const CONFIG = "tsconfig.json";

interface CompilerConfig {
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly include?: readonly string[];
  readonly files?: readonly string[];
  readonly exclude?: readonly string[];
  readonly references?: readonly { readonly path: string }[];
}

/**
 * The compiler's settings for the trial: those of the project, with the packages where they are. By a
 * link they would be other files to it, which it would compile anew, in their own place.
 */
async function configForTrial(): Promise<string> {
  const file = path.join(projectRoot, CONFIG);
  const own = parse(await readFile(file, "utf8")) as CompilerConfig;
  const { rootDir, outDir } = own.compilerOptions ?? {};
  const moved = {
    ...own,
    extends: file,
    compilerOptions: { rootDir, outDir },
    references: own.references?.map((one) => ({ path: path.resolve(projectRoot, one.path) })),
  };
  return JSON.stringify(moved, null, 2);
}

function synthIn(dir: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const options = {
    cwd: dir,
    env: {
      ...env,
      CDKTF_OUTDIR: path.join(dir, OUT_DIR),
      // Left over in a shell it would let everything through.
      CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: undefined,
    },
    maxBuffer: 1 << 26,
    signal,
  };
  return new Promise((resolve, reject) => {
    const script = path.join(packagesDir, "cli/synth.js");
    execFile(process.execPath, [script], options, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason);
      else if (error === null) resolve();
      else reject(refusal(stdout, stderr, error.signal ?? undefined));
    });
  });
}

/** What the compiler says comes on standard output. */
function refusal(stdout: string, stderr: string, signal: string | undefined): OperationError {
  const said = stdout
    .split("\n")
    .filter((line) => /error TS\d+/.test(line))
    .join("\n");
  const { message } =
    stderr.trim() === "" && said !== ""
      ? new OperationError(said)
      : synthFailure({ stderr: stderr.trim() === "" ? stdout : stderr, signal });
  return new OperationError(`nothing was written, as the stacks do not come out: ${message}`);
}
