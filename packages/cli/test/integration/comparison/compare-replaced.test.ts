import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { proof } from "@groundwork/testing/proof";
import { compareStacks, type ElementChange } from "../../../src/comparison/compare-stacks";
import { blockAt } from "../../../src/comparison/elements";
import { Applied, type PlannedChange } from "./applied";
import { differing, generatedPairs, wrongOf, type Pair } from "./pairs";
import { ProviderOfPlans } from "./provider-of-plans";

/**
 * `npm run prove -- replaced` alone runs it: Terraform installs the AWS provider, or has it in a mirror.
 */
const IN_PROOF = process.env["PROVE_CASES"] !== undefined;
const asked = proof(1);

jest.setTimeout(600_000 + asked.cases * 60_000);

let folder: string;
let pairs: readonly Pair[] = [];
let provider: ProviderOfPlans | undefined;

beforeAll(async () => {
  if (!IN_PROOF) return;
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-replaced-"));
  pairs = await generatedPairs(asked);
  const stacks = pairs.flatMap(({ before, after }) => [before, after]);
  const types = stacks.flatMap((json) =>
    ["resource", "data"].flatMap((kind) => Object.keys(blockAt(json, kind))),
  );
  provider = await ProviderOfPlans.start(folder, [...new Set(types)]).catch((error: Error) => {
    process.stderr.write(`skipped, as Terraform has no AWS provider here: ${error.message}\n`);
    return undefined;
  });
});

afterAll(async () => {
  provider?.stop();
  for (const { terraform } of applied.values()) await terraform.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** By what is before: its state, and what is planned of it anew without any change. */
const applied = new Map<number, { terraform: Applied; restless: Promise<Set<string>> }>();

function appliedOf({ begin, before }: Pair) {
  const known = applied.get(begin);
  if (known !== undefined) return known;
  const terraform = new Applied(folder, before, (json) => json, provider!.env);
  const restless = terraform
    .changes(before)
    .then((changes) => new Set(changes.filter(acts).map(({ address }) => address)));
  const made = { terraform, restless };
  applied.set(begin, made);
  return made;
}

const acts = ({ change }: PlannedChange) =>
  change.actions.some((one) => !/^(no-op|read)$/.test(one));
const does =
  (...actions: string[]) =>
  (one: PlannedChange) =>
    actions.length === one.change.actions.length &&
    actions.every((action) => one.change.actions.includes(action));

/** How often compare said that something may be replaced because of an argument, and how often it was. */
const maybes = new Map<string, { yes: number; no: number }>();
const counts = { "will be": 0, "may be": 0, no: 0, restless: 0 };

async function differences(pair: Pair): Promise<string[]> {
  const [before, after] = [pair.before, pair.after].map((json) => provider!.plannable(json));
  const { terraform, restless } = appliedOf({ ...pair, before: before! });
  const still = await restless;
  const { elements, settings } = compareStacks(pair.stack, before!, after!);
  const known = new Map(elements.map((one) => [one.address, one]));
  const changes = (await terraform.changes(after!)).filter(
    ({ mode, address, previous_address: old }) =>
      mode === "managed" && !still.has(address) && !still.has(old ?? address),
  );
  counts.restless += still.size;
  const planned = (is: (one: PlannedChange) => boolean) =>
    changes.filter(is).map(({ address }) => address);
  const told = (is: (one: ElementChange) => boolean) =>
    elements
      .filter((one) => one.kind === "resource" && !still.has(one.address) && is(one))
      .map(({ address }) => address);
  const replaced = changes.flatMap((one) => {
    const { replaced: word = "no", because = [] } = known.get(one.address) ?? {};
    const isReplaced = does("create", "delete")(one);
    counts[word]++;
    if (word === "may be") noteMaybe(one.type, because, isReplaced);
    if (word === "may be" || (word === "will be") === isReplaced) return [];
    const paths = (one.change.replace_paths ?? []).map((steps) => steps.join("."));
    const why = isReplaced
      ? `because of ${paths.join(", ")}`
      : `, told because of ${because.join(", ")}`;
    return [`${one.address} ${word} replaced; planned is ${one.change.actions.join(", ")} ${why}`];
  });
  // Default tags are a setting, which is told once, and no change of each.
  const isTagged = settings.some(({ setting }) => setting.startsWith("provider."));
  const unsaid = isTagged
    ? []
    : planned(does("update")).filter(
        (address) => !/changed|follows/.test(known.get(address)?.change ?? ""),
      );
  return [
    ...differing(
      "new",
      told(({ change }) => change === "new"),
      planned(does("create")),
    ),
    ...differing(
      "gone",
      told(({ change }) => change === "gone"),
      planned(does("delete")),
    ),
    ...differing(
      "forgotten",
      told(({ change }) => change === "forgotten"),
      planned(does("forget")),
    ),
    ...replaced,
    ...(unsaid.length > 0 ? [`not told as changed: ${unsaid.join(", ")}`] : []),
  ];
}

function noteMaybe(type: string, because: readonly string[], isReplaced: boolean): void {
  const place = `${type}: ${because.join(", ")}`;
  const noted = maybes.get(place) ?? { yes: 0, no: 0 };
  maybes.set(place, noted);
  noted[isReplaced ? "yes" : "no"]++;
}

(IN_PROOF ? describe : describe.skip)("by the AWS provider", () => {
  test("what is replaced is what it plans to replace", async () => {
    if (provider === undefined) return;
    // There is one provider, with the configuration of whoever came last.
    const wrong = await wrongOf(pairs, { isTold: true, atOnce: 1 }, differences);
    const unproved = [...provider.unproved].join(", ") || "nothing";
    const lines = [
      `${pairs.length} pairs, resources by what is told: ${JSON.stringify(counts)}`,
      ...[...maybes].map(
        ([place, { yes, no }]) => `may be, ${place}: ${yes} were replaced, ${no} were not`,
      ),
      `unproved, as the provider here does not know it: ${unproved}`,
    ];
    process.stderr.write(`${lines.join("\n")}\n`);
    expect(wrong).toEqual([]);
  });
});
