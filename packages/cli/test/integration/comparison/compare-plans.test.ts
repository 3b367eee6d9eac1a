import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { proof } from "@groundwork/testing/proof";
import { compareStacks, type ElementChange } from "../../../src/comparison/compare-stacks";
import { elementsOf } from "../../../src/comparison/elements";
import { edgesTo } from "../../../src/comparison/references";
import type { StackJson } from "../../../src/comparison/written-stacks";
import { originalAddresses } from "../../../src/stand-ins/addresses";
import { standIn, type TerraformConfiguration } from "../../../src/stand-ins/stand-ins";
import { Applied } from "./applied";
import { differing, generatedPairs, wrongOf, type Pair } from "./pairs";

const SAMPLE = 2;
const asked = proof(SAMPLE);

jest.setTimeout(60_000 + asked.cases * 60_000);

let folder: string;
let pairs: readonly Pair[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-applied-"));
  pairs = await generatedPairs(asked);
});

afterAll(async () => {
  for (const one of applied.values()) await one.stop();
  await rm(folder, { recursive: true, force: true });
});

/** By what is before. */
const applied = new Map<number, Applied>();

function appliedOf({ begin, before }: Pair): Applied {
  const written = (json: StackJson) =>
    standIn("a-stack", json as TerraformConfiguration).configuration;
  const known = applied.get(begin) ?? new Applied(folder, before, written);
  applied.set(begin, known);
  return known;
}

const WORDS = /^ +# (\S+) (?:will|must) be (created|destroyed|updated|replaced)/;
const FORGOTTEN = /^ +# (\S+) will no longer be managed by Terraform/;

/** Addresses of resources by what Terraform would do, with stand-ins for them. */
async function planned(pair: Pair) {
  const text = originalAddresses(await appliedOf(pair).plan(pair.after));
  const done = {
    created: [] as string[],
    destroyed: [] as string[],
    updated: [] as string[],
    forgotten: [] as string[],
  };
  for (const line of text.split("\n")) {
    const [, address, what = "forgotten"] = WORDS.exec(line) ?? FORGOTTEN.exec(line) ?? [];
    if (address === undefined || /^(data|ephemeral)\./.test(address)) continue;
    done[(what === "replaced" ? "updated" : what) as keyof typeof done].push(address);
  }
  return done;
}

/**
 * All whose stand-ins may be planned anew: what hangs on a change, by way of others too, and what it
 * reads, as a stand-in has values for that which somebody reads of it.
 */
function touchedBy(changed: readonly string[], both: readonly StackJson[]): Set<string> {
  const edges = both.flatMap((json) => [...edgesTo(json, elementsOf(json)).values()].flat());
  const read = edges.filter(({ from }) => changed.includes(from)).map(({ to }) => to);
  const open = [...changed, ...read];
  const all = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { from, to } of edges) {
      if (to !== next || all.has(from)) continue;
      all.add(from);
      open.push(from);
    }
  }
  return all;
}

/** What of a pair is told otherwise than it is planned. */
async function differences(pair: Pair): Promise<string[]> {
  const { before, after } = pair;
  const { elements } = compareStacks(pair.stack, before, after);
  const told = (is: (one: ElementChange) => boolean) =>
    elements.filter((one) => one.kind === "resource" && is(one)).map(({ address }) => address);
  const plan = await planned(pair);
  // A stand-in's values are all unknown once one of them changes: what hangs on it follows.
  const direct = told((one) => one.change === "changed" && one.arguments.length > 0);
  const follows = touchedBy(
    // A move is told of both its addresses.
    elements.flatMap(({ address, movedFrom = address }) => [address, movedFrom]),
    [before, after],
  );
  const changed = plan.updated.filter((one) => direct.includes(one) || !follows.has(one));
  return [
    ...differing(
      "new",
      told(({ change }) => change === "new"),
      plan.created,
    ),
    ...differing(
      "gone",
      told(({ change }) => change === "gone"),
      plan.destroyed,
    ),
    ...differing(
      "forgotten",
      told(({ change }) => change === "forgotten"),
      plan.forgotten,
    ),
    ...differing("changed", direct, changed),
  ];
}

test("new, gone and changed are what Terraform plans on the state of what was before", async () => {
  expect(pairs).toHaveLength(asked.cases);
  const isTold = asked.cases !== SAMPLE;
  expect(await wrongOf(pairs, { isTold, atOnce: 2 }, differences)).toEqual([]);
});
