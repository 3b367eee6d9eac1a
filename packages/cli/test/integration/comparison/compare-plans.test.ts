import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot, run } from "@groundwork/testing/project";
import { proof } from "@groundwork/testing/proof";
import { compareStacks } from "../../../src/comparison/compare-stacks";
import { elementsOf } from "../../../src/comparison/elements";
import { edgesTo } from "../../../src/comparison/references";
import type { StackJson } from "../../../src/comparison/written-stacks";
import { StandInFolder } from "../../support/stand-in-folder";

const { cases, seed } = proof(2);

jest.setTimeout(60_000 + cases * 60_000);

let folder: string;
let pairs: [StackJson, StackJson][];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-pairs-"));
  const file = path.join(folder, "pairs.json");
  const program = path.join(__dirname, "generated-pairs.js");
  const { code, stderr } = await run(process.execPath, [
    program,
    projectRoot,
    file,
    String(cases),
    String(seed),
  ]);
  if (code !== 0) throw new Error(stderr);
  pairs = JSON.parse(await readFile(file, "utf8"));
});

afterAll(async () => {
  StandInFolder.removeAll();
  await rm(folder, { recursive: true, force: true });
});

/** Addresses of resources by what Terraform would do, with stand-ins for them. */
function planned(before: StackJson, after: StackJson): Record<string, string[]> {
  const terraform = new StandInFolder(before);
  terraform.apply();
  terraform.use(after);
  const done: Record<string, string[]> = { created: [], destroyed: [], updated: [] };
  for (const line of terraform.plan()) {
    const [, address, what] =
      /^(\S+) (?:will|must) be (created|destroyed|updated|replaced)/.exec(line) ?? [];
    if (address === undefined || /^(data|ephemeral)\./.test(address)) continue;
    (done[what === "replaced" ? "updated" : what!] ??= []).push(address);
  }
  return done;
}

/**
 * All whose stand-ins may be planned anew: what hangs on a change, by way of others too, and what it
 * reads, as a stand-in has values for that which somebody reads of it.
 */
function touchedBy(changed: readonly string[], stacks: readonly StackJson[]): Set<string> {
  const edges = stacks.flatMap((json) => [...edgesTo(json, elementsOf(json)).values()].flat());
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

test("new, gone and changed are what Terraform plans on the state of what was before", () => {
  expect(pairs).toHaveLength(cases);
  for (const [index, [before, after]] of pairs.entries()) {
    const elements = compareStacks("dev-stack", before, after).elements;
    const resources = elements.filter(({ kind }) => kind === "resource");
    const named = (wanted: string) =>
      resources
        .filter(({ change }) => change === wanted)
        .map(({ address }) => address)
        .toSorted();
    const { created, destroyed, updated } = planned(before, after);
    const which = `case ${index} of seed ${seed}`;
    expect([which, created!.toSorted()]).toEqual([which, named("new")]);
    expect([which, destroyed!.toSorted()]).toEqual([which, named("gone")]);
    // A stand-in's values are all unknown once one of them changes: what hangs on it follows.
    const direct = resources.filter((one) => one.change === "changed" && one.arguments.length > 0);
    expect(updated).toEqual(expect.arrayContaining(direct.map(({ address }) => address)));
    const changed = elements.map(({ address }) => address);
    const follows = touchedBy(changed, [before, after]);
    expect([which, updated!.filter((address) => !follows.has(address))]).toEqual([which, []]);
  }
});
