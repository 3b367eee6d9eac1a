import { ScanFindings, type ScanFindingsProps } from "../../src/registry/scan-findings";
import { resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthFindings = (overrides: Partial<ScanFindingsProps> = {}) =>
  synthConstruct((scope) => {
    new ScanFindings(scope, "scan-findings", {
      name: "acme-dev",
      accountId: "111111111111",
      region: "ap-northeast-2",
      repositoryNames: ["acme/worker", "acme/web"],
      scanType: "BASIC",
      topicArn: "arn:aws:sns:ap-northeast-2:111111111111:acme-dev",
      ...overrides,
    });
  });

const rules = (overrides: Partial<ScanFindingsProps> = {}): any[] =>
  Object.values(synthFindings(overrides).resource["aws_cloudwatch_event_rule"]!);
/** Of pushes first, then of findings. */
const patterns = (overrides: Partial<ScanFindingsProps> = {}): any[] =>
  rules(overrides)
    .toSorted((a, b) => b.name.localeCompare(a.name))
    .map((rule) => JSON.parse(rule.event_pattern));

const serious = [
  { "finding-severity-counts": { CRITICAL: [{ numeric: [">", 0] }] } },
  { "finding-severity-counts": { HIGH: [{ numeric: [">", 0] }] } },
];

test("ECR's own scan takes one rule with its target", () => {
  expect(resourceAddresses(synthFindings())).toEqual([
    "aws_cloudwatch_event_rule.scan-findings_pushed_rule_7868435F",
    "aws_cloudwatch_event_target.scan-findings_pushed_target_88C9FC37",
  ]);
  expect(rules()[0].name).toBe("acme-dev-scan-pushed");
});

test("of ECR's own scans: those of these repositories that found something serious", () => {
  expect(patterns()).toEqual([
    {
      source: ["aws.ecr"],
      "detail-type": ["ECR Image Scan"],
      detail: {
        "scan-status": ["COMPLETE"],
        "repository-name": ["acme/web", "acme/worker"],
        $or: serious,
      },
    },
  ]);
});

test("of Inspector: first scans that found something serious, and critical findings", () => {
  expect(patterns({ scanType: "ENHANCED" })).toEqual([
    {
      source: ["aws.inspector2"],
      "detail-type": ["Inspector2 Scan"],
      resources: [
        "arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/web",
        "arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/worker",
      ],
      detail: { "scan-status": ["INITIAL_SCAN_COMPLETE"], $or: serious },
    },
    {
      source: ["aws.inspector2"],
      "detail-type": ["Inspector2 Finding"],
      detail: {
        status: ["ACTIVE"],
        severity: ["CRITICAL"],
        resources: {
          type: ["AWS_ECR_CONTAINER_IMAGE"],
          details: { awsEcrContainerImage: { repositoryName: ["acme/web", "acme/worker"] } },
        },
      },
    },
  ]);
});

test("no single findings where Inspector scans at pushes only, as the first scan has them all", () => {
  expect(patterns({ scanType: "ENHANCED", continuous: false })).toHaveLength(1);
});

test("all go to the topic, with the image in the message", () => {
  const targets: any[] = Object.values(synthFindings().resource["aws_cloudwatch_event_target"]!);
  expect(targets.map(({ arn }) => arn)).toEqual([
    "arn:aws:sns:ap-northeast-2:111111111111:acme-dev",
  ]);
  expect(JSON.stringify(targets[0].input_transformer)).toContain("<repository>@<digest>");
});

test.each(["BASIC", "ENHANCED"] as const)(
  "%s: more names than a rule takes go to several",
  (scanType) => {
    const repositoryNames = Array.from(
      { length: 100 },
      (_, i) => `${"acme".repeat(5)}/service-${i}`,
    );
    const overrides = { scanType, repositoryNames };
    const texts: string[] = rules(overrides).map((rule) => rule.event_pattern);
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(2048);
    for (const name of repositoryNames) {
      const kinds = scanType === "BASIC" ? 1 : 2;
      expect(texts.filter((text) => text.includes(`${name}"`))).toHaveLength(kinds);
    }
    const names = rules(overrides).map((rule) => rule.name);
    expect(new Set(names).size).toBe(names.length);
  },
);

test.each<[string, Partial<ScanFindingsProps>, string]>([
  ["a name too long for its rules", { name: "a".repeat(47) }, "expected at most 46 characters"],
  ["no repository", { repositoryNames: [] }, "expected at least one repository"],
])("fails on %s", (_, overrides, message) => {
  expect(() => synthFindings(overrides)).toThrow(message);
});
