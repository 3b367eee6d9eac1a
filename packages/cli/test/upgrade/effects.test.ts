import type { Comparison } from "../../src/comparison/compare-apps";
import {
  effectInWords,
  effectsInShort,
  effectsOf,
  expectDataKept,
} from "../../src/upgrade/effects";

type Element = Comparison["stacks"][number]["elements"][number];

const element = (address: string, changes: Partial<Element>): Element => ({
  address,
  kind: "resource",
  type: address.split(".")[0]!,
  path: undefined,
  change: "changed",
  replaced: "no",
  because: [],
  arguments: [],
  settings: [],
  follows: [],
  imported: false,
  holdsData: false,
  hanging: [],
  reach: 0,
  ...changes,
});

const argument = (path: string) => ({
  path,
  before: 1,
  after: 2,
  sensitive: false,
  unknown: false,
});
const setting = { ...argument("terraform.required_version"), setting: "terraform" };
const comparison: Comparison = {
  before: "a",
  after: undefined,
  stacks: [
    {
      stack: "dev-stack",
      change: "changed",
      elements: [
        element("aws_ecs_service.web", { arguments: [argument("desired_count")] }),
        element("aws_iam_role.x", { change: "new" }),
        element("aws_kms_key.x", { settings: [argument("lifecycle.prevent_destroy")] }),
        element("data.aws_region.x", { kind: "data", change: "new" }),
        element("aws_iam_role.y", { change: "same", movedFrom: "aws_iam_role.z" }),
      ],
      settings: [setting],
      costs: [],
    },
    {
      stack: "prod-stack",
      change: "changed",
      elements: [
        element("aws_lb.web", {
          replaced: "will be",
          because: ["name"],
          arguments: [argument("name")],
        }),
        element("aws_sqs_queue.jobs", {
          path: "prod-stack/jobs",
          holdsData: true,
          replaced: "may be",
          because: ["name"],
        }),
        element("aws_s3_bucket.old", { holdsData: true, change: "gone" }),
        element("aws_s3_bucket.kept", { holdsData: true, arguments: [argument("tags")] }),
        element("aws_s3_bucket.made", { change: "new", keptFrom: "aws_s3_bucket.old" }),
        element("aws_s3_bucket.left", { holdsData: true, change: "forgotten" }),
      ],
      settings: [],
      costs: [],
    },
  ],
};
const { effects, settings } = effectsOf(comparison);

test("what changes is counted by what becomes of it; what is only read is no change", () => {
  expect(effectsInShort({ effects, settings })).toBe(
    "1 replaced, 1 may be replaced, 1 destroyed, 1 no longer managed, 2 new, 3 changed, 1 moved, other settings in 1 stack",
  );
  expect(effectsInShort({ effects: [], settings: [] })).toBe("nothing changes");
  const changed = effects.filter(({ change }) => change === "changed");
  expect(effectsInShort({ effects: changed, settings: [] })).toBe("nothing replaced, 3 changed");
});

test("what Terraform alone reads of a resource is told as its arguments are", () => {
  const key = effects.find(({ address }) => address === "aws_kms_key.x")!;
  expect(effectInWords(key)).toBe(
    "dev-stack: aws_kms_key.x is changed in place: lifecycle.prevent_destroy",
  );
});

test("what holds data and would go, or may, stops the upgrade, with the line that lets it pass", () => {
  const refuse = () => expectDataKept(effects, []);
  expect(refuse).toThrow(expect.objectContaining({ exitCode: 6 }));
  expect(refuse).toThrow(
    [
      "the new release would destroy what holds data, or may:",
      "  prod-stack: aws_sqs_queue.jobs may be replaced: name",
      "  prod-stack: aws_s3_bucket.old is destroyed; a moved block to aws_s3_bucket.made would keep it",
      "If that is meant: npx --no -- groundwork upgrade --continue --allow-destroy prod-stack/jobs prod-stack:aws_s3_bucket.old",
    ].join("\n"),
  );
});

test("each may be named by address, path, or stack and address", () => {
  expect(() => expectDataKept(effects, ["prod-stack/jobs"])).toThrow(
    /^the new release would destroy[^]*old is destroyed/,
  );
  expect(() =>
    expectDataKept(effects, ["aws_sqs_queue.jobs", "prod-stack:aws_s3_bucket.old"]),
  ).not.toThrow();
});

test("one that stays cannot be named: it is a mistake in the name", () => {
  expect(() => expectDataKept(effects, ["aws_s3_bucket.kept"])).toThrow(
    "--allow-destroy: got aws_s3_bucket.kept, expected what holds data and would go: prod-stack/jobs, prod-stack:aws_s3_bucket.old",
  );
});
