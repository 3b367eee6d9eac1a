import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { interruption } from "../core/interruption";
import { during } from "../core/waiting";
import { contentOf, type CausesAnswer, type CausesRequest } from "./causes-program";
import type { Comparison } from "./compare-apps";
import { runToEnd } from "./git";
import type { OptionChange } from "./options-changed";
import { OTHERWISE } from "./synthesis";
import type { SynthesizedApp } from "./synthesized-app";

/** What a change comes from. */
export interface Causes {
  /** All options that are another, with the file that says so, as far as it is known. */
  readonly options: readonly (Pick<OptionChange, "name" | "changes"> & { readonly file: string })[];
  /** Files besides those in environments/ that are another and may matter to a synth. */
  readonly code: readonly string[];
  /**
   * Positions of the options that something comes from, and whether the code changes it; undefined
   * where that is not known.
   *
   * @param name its address, or the name of a setting
   */
  of(
    stack: string,
    name: string,
  ): { readonly options: readonly number[]; readonly code: boolean | undefined };
}

/** How long options are looked for, in ms of the processor's time. */
const PATIENCE = 8_000;

/** Files that no synth reads. */
const NO_CODE =
  /^(environments|docs|__tests__|\.github|\.ci|\.devcontainer|packages\/(docs|testing|examples)|packages\/cli\/src|packages\/[\w-]+\/test)\/|\.md$/;

/**
 * What each change between two synths comes from: the app after the change is run with one option after
 * the other as it was before. Nothing of it is needed to tell what changes, so whatever fails in it
 * only leaves the cause untold.
 *
 * @param files that differ between the two, from the project's folder
 */
export async function causesOf(
  comparison: Comparison,
  [before, after]: readonly [SynthesizedApp, SynthesizedApp],
  files: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Causes> {
  const code = files.filter((file) => !NO_CODE.test(file));
  const answer = await during(
    "looking for what it comes from",
    asked(comparison, [before, after], code.length > 0, env),
  ).catch(() => undefined);
  interruption.signal.throwIfAborted();
  return {
    options: (answer?.options ?? []).map((option) => ({
      ...option,
      file: fileOf(option.name, files),
    })),
    code,
    of: (stack, name) => ({
      options: answer?.byOption[stack]?.[name] ?? [],
      code: answer?.byCode ? (answer.byCode[stack]?.includes(name) ?? false) : undefined,
    }),
  };
}

async function asked(
  { stacks }: Comparison,
  [before, after]: readonly [SynthesizedApp, SynthesizedApp],
  codeDiffers: boolean,
  env: NodeJS.ProcessEnv,
): Promise<CausesAnswer | undefined> {
  const configuration = await before.configuration();
  if (configuration === undefined) return undefined;
  const changed = Object.fromEntries(
    stacks.map(({ stack, elements, settings }) => {
      const was = contentOf(before.stacks.get(stack));
      const names = [
        ...elements.filter(({ change }) => change !== "follows").map(({ address }) => address),
        ...settings.map(({ setting }) => setting),
      ];
      return [stack, Object.fromEntries(names.map((name) => [name, was.get(name) ?? null]))];
    }),
  );
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-causes-"));
  try {
    const [request, answer, outDir] = ["request.json", "answer.json", "cdktf.out"].map((name) =>
      path.join(dir, name),
    ) as [string, string, string];
    await mkdir(outDir);
    const root = await after.checkout();
    const asks: CausesRequest = {
      root,
      outDir,
      before: configuration as Configuration,
      changed,
      codeDiffers,
      patience: PATIENCE,
    };
    await writeFile(request, JSON.stringify(asks));
    await runToEnd(process.execPath, [path.join(__dirname, "causes-program.js"), request, answer], {
      cwd: root,
      env: { ...env, ...OTHERWISE, CDKTF_OUTDIR: outDir },
      signal: interruption.signal,
    });
    return JSON.parse(await readFile(answer, "utf8")) as CausesAnswer;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * The file that says an option: the one that is called as its environment where that is another, else
 * whatever is another in environments/.
 */
function fileOf(option: string, files: readonly string[]): string {
  const own = `environments/${/^[^.[]+/.exec(option)?.[0]}.ts`;
  const all = files.filter((file) => file.startsWith("environments/"));
  if (all.includes(own)) return own;
  return all.length > 0 ? all.join(", ") : "its default";
}
