import { readFile, rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot, run } from "@groundwork/testing/project";
import type { proof } from "@groundwork/testing/proof";
import type { StackJson } from "../../../src/comparison/written-stacks";

/** A stack before and after a change. */
export interface Pair {
  readonly case: number;
  /** What the change is about. */
  readonly kind: string;
  readonly stack: string;
  /** The number of what is before: several pairs have the same. */
  readonly begin: number;
  readonly before: StackJson;
  readonly after: StackJson;
}

/** Pairs of stacks that differ by changes that nobody has thought of (generated-pairs.js). */
export async function generatedPairs({ cases, seed, from }: ReturnType<typeof proof>) {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-pairs-"));
  try {
    const file = path.join(folder, "pairs.json");
    const program = path.join(__dirname, "generated-pairs.js");
    const args = [program, projectRoot, file, cases, seed, from].map(String);
    const { code, stderr } = await run(process.execPath, args);
    if (code !== 0) throw new Error(stderr);
    const { stacks, pairs } = JSON.parse(await readFile(file, "utf8")) as {
      stacks: StackJson[];
      pairs: (Omit<Pair, "begin" | "before" | "after"> & { before: number; after: number })[];
    };
    return pairs.map(({ before, after, ...about }): Pair => ({
      ...about,
      begin: before,
      before: stacks[before]!,
      after: stacks[after]!,
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Tries pairs, and says how each went.
 *
 * @param isTold whether a line says how each went
 * @param atOnce how many are tried at a time
 * @param tryOne gives what is not as it should be; of what it throws the message counts
 * @returns the pairs with something to say against, without their stacks
 */
export async function wrongOf(
  pairs: readonly Pair[],
  { isTold, atOnce }: { readonly isTold: boolean; readonly atOnce: number },
  tryOne: (pair: Pair) => Promise<readonly string[]>,
): Promise<object[]> {
  const wrong: object[] = [];
  const open = pairs.values();
  const work = async () => {
    for (const pair of open) {
      const found = await tryOne(pair).catch((error: unknown) => [String(error)]);
      const { case: number, kind, stack } = pair;
      if (found.length > 0) wrong.push({ case: number, kind, stack, found });
      if (!isTold) continue;
      const said = found.length === 0 ? "as planned" : `otherwise\n  ${found.join("\n  ")}`;
      process.stderr.write(`case ${number}, ${kind} in ${stack}: ${said}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return wrong;
}

/** Two lists of addresses that should be the same, in a line where they are not. */
export function differing(
  what: string,
  told: readonly string[],
  planned: readonly string[],
): string[] {
  const only = (list: readonly string[], other: readonly string[]) =>
    list.filter((one) => !other.includes(one)).toSorted();
  const [more, fewer] = [only(told, planned), only(planned, told)];
  return [
    ...(more.length > 0 ? [`${what}, which is not planned: ${more.join(", ")}`] : []),
    ...(fewer.length > 0 ? [`not told as ${what}: ${fewer.join(", ")}`] : []),
  ];
}
