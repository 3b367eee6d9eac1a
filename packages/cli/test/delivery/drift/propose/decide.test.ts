import type { DriftIgnore } from "@groundwork/configuration";
import type { SettledOption } from "../../../../src/comparison/settle";
import type { Drifted } from "../../../../src/delivery/drift/drift-contents";
import { decide } from "../../../../src/delivery/drift/propose/decide";
import type { Item, Sought } from "../../../../src/delivery/drift/propose/options-for";
import { proposalParts } from "../../../../src/delivery/drift/propose/proposal-text";
import { NOW } from "../sample-drift";

/** A resource of which one attribute is another in AWS. */
const drifted = (
  type: string,
  name: string,
  inCode: unknown,
  inAws: unknown,
  more: Partial<Drifted["attributes"][number]> = {},
): Drifted => ({
  resource: { address: `${type}.a`, type, action: "changed", attributes: [name] },
  attributes: [{ name, steps: [name], inCode, inAws, inState: inCode, isMarked: false, ...more }],
  inAws: { [name]: inAws },
  inCode: { [name]: inCode },
});

const LOG = drifted("aws_cloudwatch_log_group", "retention_in_days", 7, 30);
const DNS = drifted("aws_vpc", "enable_dns_hostnames", true, false);

const DAYS: SettledOption = {
  path: ["environments", 1, "logRetentionDays"],
  name: "dev.logRetentionDays",
  before: 7,
  value: 30,
  itemNames: { 1: "dev" },
};

interface Given {
  /** What is found for each attribute: positions of options, or one that says more. */
  readonly of?: Sought["of"];
  readonly refused?: Sought["tried"]["refused"];
  readonly ignores?: readonly DriftIgnore[];
}

/** By default the log's retention has an option, and nothing else. */
const isLog = ({ drifted: { resource } }: Item) => resource.type === LOG.resource.type;

const decided = (drift: readonly Drifted[], { of, refused, ignores = [] }: Given = {}) => {
  const positions = of ?? ((item: Item) => ({ positions: isLog(item) ? [0] : [] }));
  const mask = (text: string) => text.replace("hunter2", "***");
  return decide(drift, { stack: "dev-stack", mask, ignores, now: NOW }, (items) =>
    Promise.resolve({
      options: [DAYS],
      tried: {
        kept: new Set(refused ? [] : items.flatMap((item) => positions(item).positions)),
        refused: refused ?? new Map(),
      },
      of: positions,
    }),
  );
};

test("an option gets the value in AWS, and what none says is accepted to the end of the next month", async () => {
  const { options, accepted, reverted, edits } = await decided([LOG, DNS]);
  expect(options).toMatchObject([
    {
      option: "dev.logRetentionDays",
      file: "environments/dev.ts",
      before: 7,
      after: 30,
      attributes: [{ address: "aws_cloudwatch_log_group.a", attribute: "retention_in_days" }],
    },
  ]);
  expect(accepted).toEqual([
    { address: "aws_vpc.a", attribute: "enable_dns_hostnames", until: "2026-12-31" },
  ]);
  expect(reverted).toEqual([]);
  expect(edits).toEqual({
    options: [{ environment: "dev", steps: ["logRetentionDays"], value: 30 }],
    entries: [
      {
        stack: "dev-stack",
        address: "aws_vpc.a",
        attribute: "enable_dns_hostnames",
        reason: expect.stringMatching(/^.{10,}$/),
        until: "2026-12-31",
      },
    ],
    renewed: [],
  });
});

describe("it is left to a plan", () => {
  test.each<[string, Drifted, Given, RegExp]>([
    [
      "what is gone",
      { resource: { ...LOG.resource, action: "gone" }, attributes: [], inAws: null, inCode: {} },
      {},
      /gone/,
    ],
    [
      "what a provider marks as secret",
      drifted("a_b", "x", "1", "2", { isMarked: true }),
      {},
      /secret/,
    ],
    [
      "what is secret by its name",
      drifted("a_b", "master_password", "q8#Kd02m", "z7!Lp31x"),
      {},
      /secret/,
    ],
    ["what has a secret of the plan in it", drifted("a_b", "x", "1", "is hunter2"), {}, /secret/],
    [
      "what the code has changed meanwhile",
      drifted("a_b", "x", 7, 30, { inState: 14 }),
      {},
      /another value by now/,
    ],
    [
      "what is open to more than the code says",
      drifted("aws_lb", "internal", true, false),
      {},
      /it faces the internet/,
    ],
    [
      "what the checks refuse",
      LOG,
      { refused: new Map([[0, { why: "expected 90 or more", isUnedited: false }]]) },
      /^dev\.logRetentionDays: expected 90 or more$/,
    ],
  ])("%s", async (_, one, given, because) => {
    const { options, accepted, reverted, edits } = await decided([one], given);
    expect([options, accepted, edits.entries]).toEqual([[], [], []]);
    expect(reverted).toMatchObject([{ address: one.resource.address }]);
    expect(reverted[0]!.because).toMatch(because);
  });
});

test("why an option is not written stands beside what is accepted", async () => {
  const near = { option: "dev.logRetentionDays", also: ["aws_x.b", "aws_x.c"] };
  const more = await decided([LOG], { of: () => ({ positions: [], near }) });
  expect(more.accepted[0]!.because).toBe(
    "dev.logRetentionDays says it, and aws_x.b and 1 more as well",
  );
  const refused = new Map([[0, { why: "got days(), expected key: value", isUnedited: true }]]);
  const unedited = await decided([LOG], { refused });
  expect(unedited.accepted[0]!.because).toBe(
    "dev.logRetentionDays: got days(), expected key: value",
  );
});

test("an entry that has expired gets another day", async () => {
  const old = {
    stack: "dev-stack",
    address: "aws_vpc.*",
    attribute: "enable_*",
    reason: "the network team",
    until: "2026-11-01",
  };
  const { edits } = await decided([DNS], { ignores: [{ ...old, stack: "prod-stack" }, old] });
  expect(edits).toMatchObject({ entries: [], renewed: [{ ...old, until: "2026-12-31" }] });
});

test("a person reads what is proposed, accepted and left", async () => {
  const gone = { ...LOG, resource: { ...LOG.resource, action: "gone" as const }, attributes: [] };
  const proposal = { ...(await decided([LOG, DNS, gone])), files: [], patch: "" };
  const parts = proposalParts("dev-stack", proposal);
  expect(parts.map(([title, lines]) => [title, ...lines].join("\n  ")).join("\n"))
    .toBe(`proposed, as it is in AWS:
  dev.logRetentionDays: 7 -> 30 (environments/dev.ts), for aws_cloudwatch_log_group.a: retention_in_days
proposed for environments/drift-ignore.ts, as no option says it:
  aws_vpc.a: enable_dns_hostnames, until 2026-12-31
left to a plan, by npx --no -- groundwork drift dev-stack --revert:
  aws_cloudwatch_log_group.a: it is gone`);
});
