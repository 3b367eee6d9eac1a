import { changesText } from "../../../src/delivery/store/changes-text";
import type { PlanDetails } from "../../../src/delivery/store/plan-details";
import { DETAILS, RESOURCES } from "./told-changes";

const text = (details: PlanDetails | undefined, columns?: number) =>
  changesText({ resources: RESOURCES, outputs: ["url"] }, details, columns);

test("wider access comes first, then what goes, then the rest, by the parts of the stack", () => {
  expect(text(DETAILS)).toEqual([
    "More access than before",
    "    ! service web, task policy: may s3:PutObject on arn:aws:s3:::shop/*",
    "network",
    "  -/+ vpc, aws_vpc.network_vpc_4E8F0223, because of cidr_block",
    "        cidr block 10.0.0.0/16 -> 10.1.0.0/16 (forces the replacement)",
    "        id vpc-1 -> (known after apply)",
    "service jobs",
    "    - queue, aws_sqs_queue.services_jobs_queue_00AA11BB",
    "service web",
    "    ~ task log group, aws_cloudwatch_log_group.services_web_task_log-group_FA454BAC",
    "        retention 90 -> 30 days",
    "    ~ task policy, aws_iam_role_policy.services_web_task_policy_DE305037",
    "        policy Statement Read Action + s3:PutObject",
    "others",
    "    + aws_eip.by-hand",
    "outputs",
    "      url http://a -> http://b",
  ]);
});

test("without values the summary has their names, and a plan of an older version has neither", () => {
  const lines = text(undefined);
  expect(lines).toContain("        changes retention");
  expect(lines).toContain("        changes cidr block, id");
  expect(lines).toContain("      url");
  expect(lines.join("\n")).not.toMatch(/More access|->/);
  const older = RESOURCES.map(({ attributes: _, ...resource }) => resource);
  const own = changesText({ resources: older, outputs: [] }, undefined).filter((line) =>
    /^ {8}/.test(line),
  );
  expect(own).toEqual([]);
});

test("long values give way on a narrow terminal, and of many attributes some are counted", () => {
  const many = Array.from({ length: 40 }, (_, index) => ({
    path: `tags.key-${index}`,
    before: "a".repeat(80),
    after: "b".repeat(80),
    sensitive: false,
    unknown: false,
  }));
  const resource = { ...RESOURCES[0]! };
  const details = { resources: [{ address: resource.address, attributes: many }], outputs: [] };
  const lines = changesText({ resources: [resource], outputs: [] }, details, 60).slice(2);
  expect(lines).toHaveLength(16);
  expect(lines[0]).toBe("        tags key-0 aaaaaaaaa...aaaa -> bbbbbbbbb...bbbb");
  expect(lines.at(-1)).toBe("        and 25 more");
});
