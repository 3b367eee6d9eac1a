import type { Causes } from "../../src/comparison/causes";
import { compareApps } from "../../src/comparison/compare-apps";
import { reportOf } from "../../src/comparison/report";
import { reportMarkdown } from "../../src/comparison/report-markdown";
import { reportText } from "../../src/comparison/report-text";
import type { StackJson } from "../../src/comparison/written-stacks";
import type { SynthesizedApp } from "../../src/comparison/synthesized-app";

const app = (stacks: Record<string, StackJson>): SynthesizedApp => ({
  commit: undefined,
  stacks: new Map(Object.entries(stacks)),
  checkout: () => Promise.resolve(""),
  configuration: () => Promise.resolve(undefined),
});

const at = (path: string) => ({ "//": { metadata: { path: `dev-stack/${path}` } } });

const stack = (cidr: string, days: number, more: object = {}): StackJson => ({
  resource: {
    aws_vpc: { vpc: { ...at("network/vpc"), cidr_block: cidr } },
    aws_subnet: { sub: { ...at("network/subnet"), vpc_id: "${aws_vpc.vpc.id}" } },
    aws_cloudwatch_log_group: {
      logs: { ...at("services/web/task/log-group"), retention_in_days: days, name: "web" },
    },
    ...more,
  },
});

const QUEUE = { aws_sqs_queue: { jobs: { ...at("jobs"), name: "jobs" } } };
const BEFORE = app({ "dev-stack": stack("10.0.0.0/16", 30, QUEUE), "prod-stack": {} });
const AFTER = app({ "dev-stack": stack("10.1.0.0/16", 90), "prod-stack": {} });

const option = (name: string, before: unknown, after: unknown) => ({
  name,
  changes: [{ path: name, before, after, sensitive: false, unknown: false }],
  file: "environments/dev.ts",
});

const CAUSES: Causes = {
  options: [
    option("dev.network.cidr", "10.0.0.0/16", "10.1.0.0/16"),
    option("dev.logRetentionDays", 30, 90),
  ],
  code: ["stacks/jobs.ts"],
  of: (_, name) => ({
    options: name.startsWith("aws_vpc") ? [0] : name.includes("logs") ? [1] : [],
    code: name.includes("jobs"),
  }),
};

const report = reportOf(compareApps(BEFORE, AFTER), CAUSES);

test("what is destroyed comes first, and each says what it comes from and what hangs on it", () => {
  expect(reportText(report, "What differs:")).toBe(
    [
      "What differs:",
      "",
      "What is another:",
      "  dev.network.cidr: 10.0.0.0/16 -> 10.1.0.0/16 (environments/dev.ts)",
      "  dev.logRetentionDays: 30 -> 90 (environments/dev.ts)",
      "  code: stacks/jobs.ts",
      "",
      "dev-stack: 1 gone, 2 replaced, 1 changed",
      "  ! aws_sqs_queue.jobs holds data, or may hold some, and is gone",
      "    - jobs: aws_sqs_queue.jobs is gone; holds data, or may",
      "        from the code",
      "  -/+ network, vpc: aws_vpc.vpc will be replaced, because of cidr_block",
      "        cidr block 10.0.0.0/16 -> 10.1.0.0/16",
      "        referred to by aws_subnet.sub",
      "        from dev.network.cidr",
      "  -/+ network, subnet: aws_subnet.sub will be replaced, because of vpc_id",
      "        vpc_id reads another aws_vpc.vpc.id",
      "    ~ service web, task log group: aws_cloudwatch_log_group.logs",
      "        retention 30 -> 90 days",
      "        from dev.logRetentionDays",
      "",
      "Nothing differs in prod-stack.",
    ].join("\n"),
  );
});

test("as Markdown it is one text that GitHub colours, and nothing in it is mark-up", () => {
  const text = reportMarkdown(report, "What <b>differs</b>:");
  expect(text).toContain("### What \\<b\\>differs\\</b\\>:");
  expect(text).toContain("**dev-stack: 1 gone, 2 replaced, 1 changed**");
  expect(text).toMatch(/^```diff\n! aws_sqs_queue\.jobs holds data/m);
  expect(text).toMatch(/^-\/\+ network, vpc: aws_vpc\.vpc will be replaced/m);
});

test("it fits into a comment, with what loses data in it, and says what was left out", () => {
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [
      `n${index}`,
      { ...at(`n/${index}`), name: `n${index}` },
    ]),
  );
  const big = app({ "dev-stack": stack("10.0.0.0/16", 90, { ...QUEUE, aws_sns_topic: many }) });
  const text = reportMarkdown(reportOf(compareApps(big, AFTER), CAUSES), "What differs:", 60_000);
  expect(Buffer.byteLength(text)).toBeLessThan(60_000);
  expect(text).toContain("! aws_sqs_queue.jobs holds data");
  expect(text).toMatch(/and \d+ more/);
});

test("what reaches further than its line is told as a warning", () => {
  const settings = (region: string, key: string) => ({
    provider: { aws: [{ region, default_tags: [{ tags: { a: region } }] }] },
    terraform: { backend: { s3: { key } } },
  });
  const [found] = reportOf(
    compareApps(app({ a: settings("x", "k") }), app({ a: settings("y", "l") })),
    CAUSES,
  ).stacks;
  expect(found!.warnings).toEqual([
    "Every resource that takes tags has other tags",
    expect.stringContaining("in another account or region"),
    expect.stringContaining("The state is looked for in another place"),
  ]);
  expect(found!.summary).toBe("2 settings");
});

test("what is paid for each month is told last of a stack, with its sum", () => {
  const provider = { aws: [{ region: "ap-northeast-2" }] };
  const gateways = (...names: string[]) => ({
    aws_nat_gateway: Object.fromEntries(
      names.map((name) => [name, at(`network/nat-gateway-${name}`)]),
    ),
  });
  const before = { provider, resource: { ...gateways("a"), aws_kms_key: { k: at("key") } } };
  const after = { provider, resource: gateways("a", "b", "c") };
  const costs = reportOf(
    compareApps(app({ "dev-stack": before }), app({ "dev-stack": after })),
    CAUSES,
  );
  expect(reportText(costs, "What differs:")).toMatch(
    /    \$ \+ \$85\.14 a month, at list prices \(groundwork costs\)\n {8}\+ \$86\.14 a month: NAT gateways 1 -> 3\n {8}- \$1\.00 a month: KMS keys 1 -> 0$/,
  );
  // No colour of a diff's: that more is paid is neither good nor bad.
  expect(reportMarkdown(costs, "What differs:")).toContain("\n$ + $85.14 a month");
});
