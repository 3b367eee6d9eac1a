import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Fn, TerraformOutput, TerraformStack } from "cdktf";
import { testApp } from "@groundwork/testing/synth";
import { quickJson } from "../../src/stack/quick-json";

describe("a stack's JSON is cdktf's own", () => {
  class QuickStack extends TerraformStack {
    override toTerraform(): unknown {
      return quickJson(this, () => super.toTerraform());
    }
  }

  test.each<[string, (of: TerraformStack) => void]>([
    ["resources with references", () => undefined],
    ["an import, a move and an output", moved],
    [
      "the stack changes a resource",
      (of) => of.addOverride("resource.aws_sqs_queue.jobs.name", "a"),
    ],
    [
      "the stack adds to a list",
      (of) => of.addOverride("resource.aws_sqs_queue.jobs.of.0", { b: 1 }),
    ],
    [
      "the stack takes a resource away",
      (of) => of.addOverride("resource.aws_sqs_queue.jobs", undefined),
    ],
    ["the stack has a token", (of) => of.addOverride("locals.all", [{ a: Fn.upper("b") }])],
    ["two resources have one address", (of) => new SqsQueue(of, "a", {}).overrideLogicalId("jobs")],
  ])("%s", (_, change) => {
    const [quick, slow] = [QuickStack, TerraformStack].map((Stack) => {
      const made = new Stack(testApp(), "stack");
      const jobs = new SqsQueue(made, "jobs", { name: "jobs", tags: { A: "b" } });
      jobs.addOverride("of", ["a", { c: jobs.arn, d: undefined }]);
      new SqsQueue(made, "other", { name: `${jobs.name}-other`, dependsOn: [jobs] });
      change(made);
      return JSON.stringify(sorted(made.toTerraform()), null, 2);
    });
    expect(quick).toBe(slow);
  });

  function moved(of: TerraformStack): void {
    const old = new SqsQueue(of, "old", {});
    old.moveToId("aws_sqs_queue.new");
    new SqsQueue(of, "new", {}).importFrom("https://sqs/new");
    new TerraformOutput(of, "url", { value: { a: [old.url] } });
  }
});

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
