import { mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ownerOf } from "@groundwork/configuration/names";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { copyAssets, readStackJson, type SynthesizedStack } from "../../core/project";
import { NOTHING, type Additions } from "./additions";
import { foreignProblems } from "./foreign-stack";
import { at } from "./places";

/** The stacks of a synth that was made elsewhere. */
export interface Taken {
  readonly stacks: readonly SynthesizedStack[];
  /** JSON of the same stacks in the base branch. */
  readonly trusted: ReadonlyMap<string, unknown>;
  /** Names of those that have a provider or a module which the base branch has not. */
  readonly adding: ReadonlySet<string>;
  /** Stacks that are not planned, each with the reason. */
  readonly refused: readonly { readonly stack: string; readonly problem: string }[];
}

/** Names of stacks; no other file of a synth that somebody else made is looked at. */
export const STACK = /^[a-z][a-z0-9-]*-stack$/;

/**
 * Takes the stacks of another synth that may be planned, each alone into a folder of its own:
 * Terraform would also take what else lies beside it.
 *
 * @param folder `cdktf.out` of that synth
 * @param trusted the stacks of the branch that it is to be merged into
 * @param wanted names of stacks; none for all
 * @param target folder for them
 * @param additions what a pull request may add
 * @param all names of the branch's stacks. @default those of `trusted`
 */
export async function takeForeign(
  folder: string,
  trusted: readonly SynthesizedStack[],
  wanted: readonly string[],
  target: string,
  additions: Additions = NOTHING,
  all: readonly string[] = trusted.map(({ name }) => name),
): Promise<Taken> {
  const found = await readdir(path.join(folder, "stacks")).catch(() => {
    throw new OperationError(`--synthesized ${folder}: got no folder stacks in it, expected one`);
  });
  const known = trusted.map(({ name }) => name);
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
  const names = [...new Set([...known, ...found.filter((name) => STACK.test(name))])];
  const stacks: SynthesizedStack[] = [];
  const bases = new Map<string, unknown>();
  const adding = new Set<string>();
  const refused: { stack: string; problem: string }[] = [];
  for (const stack of names.filter(isWanted)) {
    if (!found.includes(stack)) {
      refused.push({ stack, problem: GONE });
      continue;
    }
    if (known.includes(stack) && hasOtherLayers(stack, all, found)) {
      refused.push({ stack, problem: OTHER_LAYERS });
      continue;
    }
    const foreign = await readForeign(folder, stack);
    const own = trusted.find(({ name }) => name === stack);
    const base = own && (await readStackJson(own.dir));
    const problems = foreign
      ? foreignProblems(foreign, base, additions)
      : ["its JSON cannot be read"];
    if (problems.length > 0) {
      refused.push({ stack, problem: notPlanned(problems) });
      continue;
    }
    const dir = path.join(target, stack);
    await mkdir(dir, { recursive: true });
    // The JSON is written as it was understood here: Terraform would take both of a key that is
    // there twice.
    await writeFile(path.join(dir, FILE), JSON.stringify(foreign, null, 2));
    // Files of modules and the like are those of the base branch, where both name them alike.
    await copyAssets(own!.dir, dir);
    stacks.push({ name: stack, dir });
    if (addsPrograms(foreign, base)) adding.add(stack);
    bases.set(stack, base);
  }
  return { stacks, trusted: bases, adding, refused };
}

/** Whether Terraform may have to download what it does not for the base branch. */
const addsPrograms = (foreign: unknown, base: unknown): boolean =>
  [["terraform", "required_providers"], ["module"]].some(
    (place) => !isDeepStrictEqual(at(foreign, place), at(base, place)),
  );

export const notPlanned = (problems: readonly string[]): string =>
  `Not planned before it is merged:\n${problems.join("\n")}`;

const FILE = "cdk.tf.json";

/** Whether one synth has a stack of a lower layer beside a stack, and the other has none. */
const hasOtherLayers = (stack: string, all: readonly string[], found: readonly string[]) =>
  LAYERS.slice(0, -1)
    .map((layer) => stackIdOf({ name: ownerOf(stack) }, layer))
    .some((lower) => all.includes(lower) !== found.includes(lower));

const OTHER_LAYERS =
  "Not planned before it is merged:\nthe change gives its environment other layers, so what is applied has to move between their states first: until then a plan would make some a second time, and destroy others. " +
  `After the merge, before anything is applied: ${ownCommand("split ENVIRONMENT")}, or join (packages/docs/state-operations.md)`;

const GONE =
  "It is not in the code any more, so nothing plans or applies it. What it has made stays in AWS, and its state in the bucket.";

/** Undefined for what is no JSON in a file of its own; an error would show what the file holds. */
export async function readForeign(folder: string, stack: string) {
  try {
    const root = await realpath(folder);
    const file = path.join(root, "stacks", stack, FILE);
    if ((await realpath(file)) !== file) return undefined;
    const json: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof json === "object" && json !== null
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
