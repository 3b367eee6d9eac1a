import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { emulatorFolder } from "./endpoint";
import { OperationError } from "./errors";
import { interruption } from "./interruption";
import { synthFailure } from "./synth-failure";
import { during } from "./waiting";

/**
 * The project at hand, as cdktf finds it: the folder with a cdktf.json in which a command is run, or
 * the nearest above it. Where there is none, the checkout that these commands belong to.
 */
export const projectRoot = findProject(process.cwd()) ?? path.resolve(__dirname, "../../../..");

/** What an upgrade replaces, with the commands themselves. */
export const packagesDir = path.resolve(__dirname, "../../..");

/** What can be made again: the emulator's installation, rehearsals, notes of runs under way. */
export const cacheDir = path.join(projectRoot, ".cache");

/**
 * Where the runs against AWS, or against an emulator, are noted.
 *
 * @param endpoint the emulator's address
 */
export const runsDir = (endpoint: string | undefined): string =>
  path.join(cacheDir, "runs", hostOf(endpoint));

/**
 * Where the states of stand-ins lie if their backend is none of an emulator's.
 *
 * @param endpoint the emulator's address
 */
export const statesDir = (endpoint: string | undefined): string =>
  path.join(cacheDir, "states", hostOf(endpoint));

const hostOf = (endpoint: string | undefined): string =>
  endpoint ? emulatorFolder(endpoint) : "aws";

/** One stack as the synth left it. */
export interface SynthesizedStack {
  readonly name: string;
  /** Where Terraform runs. */
  readonly dir: string;
}

export interface SynthOptions {
  /** A copy of the project that is not compiled yet. @default the project at hand, as it is compiled */
  readonly root?: string | undefined;
  /** @default cdktf.out, as `cdktf synth` does */
  readonly outDir?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Names of the stacks to build. @default those that the variable STACKS names, or all */
  readonly stacks?: readonly string[];
  /** Whether findings of the policies are left in the JSON rather than thrown. @default false */
  readonly keepFindings?: boolean;
}

/**
 * Synthesizes the app as `cdktf synth` does, without the CLI around it.
 *
 * @returns the stacks in the order in which they are deployed first
 * @throws OperationError with the app's own message, or as soon as the command is interrupted
 */
export const synthesize = (options: SynthOptions = {}): Promise<SynthesizedStack[]> =>
  during("synthesizing the stacks", runApp(options));

/**
 * Synthesizes one stack alone into `cdktf.out`, for Terraform to work on. What lies there of other
 * stacks stays as it is, as others may be at work on it; so does the manifest, which lists them.
 *
 * @throws OperationError as `synthesize` does
 */
export async function synthesizeStack(
  name: string,
  options: Omit<SynthOptions, "outDir" | "stacks"> = {},
): Promise<SynthesizedStack> {
  const outDir = await mkdtemp(path.join(tmpdir(), "groundwork-synth-"));
  try {
    const [synthesized] = await synthesize({ ...options, outDir, stacks: [name] });
    const dir = path.join(projectRoot, "cdktf.out/stacks", name);
    await cp(synthesized!.dir, dir, { recursive: true });
    return { name, dir };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** @throws OperationError where the folder at hand belongs to a project of another kind */
export function expectProject(root = projectRoot): void {
  if (existsSync(path.join(root, "environments"))) return;
  throw new OperationError(
    `${root}: got a cdktf.json without environments/, expected a checkout of groundwork: run this in one`,
  );
}

async function runApp(options: SynthOptions): Promise<SynthesizedStack[]> {
  const { root = projectRoot } = options;
  expectProject(root);
  const outDir = options.outDir ?? path.join(root, "cdktf.out");
  const [program, ...args] = options.root === undefined ? ["app.js", root] : ["synth.js"];
  // Only here: what merely asks where the project lies starts no process.
  const { execa } = await import("execa");
  const { signal } = interruption;
  signal.throwIfAborted();
  const run = await execa(process.execPath, [path.join(packagesDir, "cli", program!), ...args], {
    cwd: root,
    env: {
      ...options.env,
      ...(options.stacks?.length && { STACKS: options.stacks.join(" ") }),
      CDKTF_OUTDIR: outDir,
      // The CLI sets it for the synths whose errors it shows itself. Left over in a shell it would
      // let everything through.
      CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: options.keepFindings ? "true" : undefined,
    },
    cancelSignal: signal,
    reject: false,
  });
  signal.throwIfAborted();
  if (run.exitCode !== 0) throw synthFailure(run);

  const manifest = JSON.parse(await readFile(path.join(outDir, "manifest.json"), "utf8"));
  // A team's own main.ts may not heed STACKS.
  const isAsked = (name: string) => !options.stacks?.length || options.stacks.includes(name);
  const names = Object.keys(manifest.stacks).filter(isAsked);
  // Those of an environment come in the order in which they were asked for, its own place first.
  const asked = options.stacks ?? [];
  const first = ["bootstrap-stack", "registry-stack", ...asked].filter((name) =>
    names.includes(name),
  );
  return [...new Set([...first, ...names])].map((name) => ({
    name,
    dir: path.join(outDir, manifest.stacks[name].workingDirectory),
  }));
}

/** A stack's Terraform JSON. @param dir where Terraform runs */
export const readStackJson = async (dir: string) =>
  JSON.parse(await readFile(path.join(dir, "cdk.tf.json"), "utf8"));

/** The folder in which CDKTF puts files of modules and the like, each below a hash of its content. */
const ASSETS = "assets";

/** Copies those of a stack's files that its JSON names, where there are any. */
export async function copyAssets(from: string, to: string): Promise<void> {
  const assets = path.join(from, ASSETS);
  if (existsSync(assets)) await cp(assets, path.join(to, ASSETS), { recursive: true });
}

function findProject(folder: string): string | undefined {
  if (existsSync(path.join(folder, "cdktf.json"))) return folder;
  const above = path.dirname(folder);
  return above === folder ? undefined : findProject(above);
}
