import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import {
  Fn,
  Lazy,
  TerraformCount,
  TerraformElement,
  TerraformIterator,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  type TerraformMetaArguments,
} from "cdktf";
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
    ["the stack has no map of resources", (of) => of.addOverride("resource.aws_other", "none")],
    ["a lifecycle", (of) => withAll(of, { lifecycle: LIFECYCLE })],
    ["a lifecycle with conditions", (of) => withAll(of, { lifecycle: CONDITIONS })],
    ["a lifecycle by another resource", (of) => withAll(of, { lifecycle: triggered(of) })],
    ["a count", (of) => withAll(of, { count: 2 })],
    ["a count by a token", (of) => withAll(of, { count: TerraformCount.of(Fn.lengthOf("ab")) })],
    [
      "another provider",
      (of) => withAll(of, { provider: new AwsProvider(of, "b", { alias: "b" }) }),
    ],
    ["a resource for each", (of) => withAll(of, { forEach: TerraformIterator.fromList(["a"]) })],
    ["a connection", (of) => withAll(of, { connection: { type: "ssh", host: "a" } })],
    ["provisioners", (of) => withAll(of, { provisioners: [{ type: "local-exec", command: "a" }] })],
    ["a block for each", withBlocks],
    ["what is made late", (of) => given(of, { a: Lazy.anyValue({ produce: () => [{ b: 1 }] }) })],
    ["nothing, empty and null", (of) => given(of, { a: undefined, b: {}, c: [], d: null, e: "" })],
    [
      "nothing within",
      (of) => given(of, { a: { b: undefined }, c: [undefined, { d: undefined }] }),
    ],
    ["a date and a number", (of) => given(of, { a: new Date(0), b: -1.5, c: false })],
    ["a token for a name", (of) => given(of, { [Fn.upper("a")]: 1 })],
    ["arguments named as those of all", (of) => given(of, { provider: "a", count: 1, dynamic: 2 })],
    [
      "arguments beside those of all",
      (of) => given(of, { lifecycle: { a: 1 } }, { lifecycle: {} }),
    ],
    ["a comment", (of) => given(of, { "//": { a: 1 } })],
    ["a token for an id", (of) => given(of, {}).overrideLogicalId(Fn.upper("a"))],
    ["a class that changes an argument", (of) => new Changing(of, "a")],
    ["a class that adds what is beside", (of) => new Adding(of, "a")],
    ["a class that has metadata", (of) => new Told(of, "a")],
    ["an element that shows a resource", (of) => new Showing(of, "a")],
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

test("cdktf renders no resource but those with more than arguments", () => {
  const byCdktf = jest.spyOn(TerraformResource.prototype, "_buildMovedBlock" as never);
  const stack = new TerraformStack(testApp(), "stack");
  const queue = withAll(stack, { lifecycle: { ...LIFECYCLE, ...CONDITIONS }, count: 2 });
  new SqsQueue(stack, "other", { name: `${queue.name}-b`, dependsOn: [queue] });
  quickJson(stack, () => stack.toTerraform());
  expect(byCdktf).not.toHaveBeenCalled();
  queue.addOverride("name", "b");
  quickJson(stack, () => stack.toTerraform());
  expect(byCdktf).toHaveBeenCalledTimes(1);
  byCdktf.mockRestore();
});

test("what a class keeps of its arguments stays as it was", () => {
  const kept = { tags: { a: "b" }, list: [{ c: undefined }] };
  const stack = new TerraformStack(testApp(), "stack");
  given(stack, kept, { dependsOn: [new SqsQueue(stack, "queue", {})] });
  quickJson(stack, () => stack.toTerraform());
  expect(kept).toStrictEqual({ tags: { a: "b" }, list: [{ c: undefined }] });
});

test("what is wrong is told in cdktf's words, and all is as it was after that", () => {
  const own = TerraformResource.prototype.toTerraform;
  const stack = new TerraformStack(testApp(), "stack");
  given(stack, { a: () => 1 });
  const said = (make: () => unknown) => {
    try {
      return make();
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(said(() => quickJson(stack, () => stack.toTerraform()))).toEqual(
    said(() => stack.toTerraform()),
  );
  expect(said(() => stack.toTerraform())).toContain("function");
  expect(TerraformResource.prototype.toTerraform).toBe(own);
});

const LIFECYCLE = {
  createBeforeDestroy: true,
  preventDestroy: false,
  ignoreChanges: ["name", Fn.upper("a")],
};

const CONDITIONS = {
  ignoreChanges: "all" as const,
  precondition: [{ condition: Fn.upper("a"), errorMessage: "b" }],
  postcondition: [{ condition: "${self.a}", errorMessage: "c" }],
};

const triggered = (of: TerraformStack) => ({
  replaceTriggeredBy: [new SqsQueue(of, "trigger", {}), "aws_b.c"],
});

const withAll = (of: TerraformStack, all: TerraformMetaArguments) =>
  new SqsQueue(of, "all", { name: "all", ...all });

function withBlocks(of: TerraformStack): void {
  const ports = TerraformIterator.fromList(["1", "2"]);
  new SecurityGroup(of, "group", {
    name: "a",
    ingress: ports.dynamic({ fromPort: ports.value, toPort: ports.value, protocol: "tcp" }),
  });
}

/** Of a type that nobody has made a class for. */
class Given extends TerraformResource {
  constructor(
    scope: TerraformStack,
    id: string,
    private readonly attributes: Record<string, unknown> = { a: 1, b: { c: "d" } },
    all: TerraformMetaArguments = {},
  ) {
    super(scope, id, { terraformResourceType: "of_mine", ...all });
  }

  protected override synthesizeAttributes() {
    return this.attributes;
  }
}

const given = (
  of: TerraformStack,
  attributes: Record<string, unknown>,
  all: TerraformMetaArguments = {},
) => new Given(of, "given", attributes, all);

class Changing extends Given {
  override toTerraform() {
    const made = super.toTerraform();
    made.resource["of_mine"][this.friendlyUniqueId].b.e = this.getStringAttribute("f");
    return made;
  }
}

class Adding extends Given {
  override toTerraform() {
    const made = super.toTerraform();
    made.locals = { a: this.getStringAttribute("f") };
    return made;
  }
}

class Told extends Given {
  override toMetadata() {
    return { overrides: { of_mine: ["a"] } };
  }
}

class Showing extends TerraformElement {
  override toTerraform() {
    const { resource } = new Given(this.cdktfStack, "shown").toTerraform();
    return {
      locals: { shown: resource, copy: { ...new Given(this.cdktfStack, "b").toTerraform() } },
    };
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
