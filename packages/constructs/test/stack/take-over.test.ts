import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { App } from "cdktf";
import { Construct } from "constructs";
import { ImportBlock } from "../../src/import-block";
import { GroundworkStack } from "../../src/stack/groundwork-stack";
import { importedIds, type ImportedIds } from "../../src/stack/options";
import { synthStack, testApp } from "@groundwork/testing/synth";
import { refusals } from "../refusals";

class QueueStack extends GroundworkStack {}

/** A stack with queues at some paths, of which it takes over some. */
function queueStack(
  paths: readonly string[],
  ids: ImportedIds,
  { app = testApp(), stackId = "one-stack", stackIds = [stackId] }: Given = {},
) {
  const stack = new QueueStack(app, {
    stackId,
    accountId: "111111111111",
    region: "eu-west-1",
    tags: { Organization: "acme" },
    backend: { type: "gcs", bucket: "states" },
    stateKey: `${stackId}/terraform.tfstate`,
    imports: { ids, stackIds },
  });
  for (const path of paths) {
    const [scope, id] = path.split("/");
    const parent = stack.node.tryFindChild(scope!) ?? new Construct(stack, scope!);
    new SqsQueue(parent as Construct, id!, {});
  }
  return stack;
}

interface Given {
  readonly app?: App;
  readonly stackId?: string;
  readonly stackIds?: readonly string[];
}

test("a stack imports what is at its paths, made after it as it was", () => {
  const { import: blocks, resource } = synthStack(
    queueStack(["orders/queue", "orders/failed"], { "orders/queue": "https://sqs/orders" }),
  );
  const address = Object.keys(resource["aws_sqs_queue"]!).find((name) =>
    name.startsWith("orders_queue"),
  );
  expect(blocks).toEqual([{ to: `aws_sqs_queue.${address}`, id: "https://sqs/orders" }]);
});

test("nothing is imported where nothing is said", () => {
  expect(synthStack(queueStack(["orders/queue"], {}))).not.toHaveProperty("import");
});

test("a path that leads nowhere is refused, with those that may be meant", () => {
  const stack = queueStack(["orders/queue", "orders/failed"], {
    "orders/queu": "https://sqs/orders",
    orders: "https://sqs/orders",
    "stock/queue": "https://sqs/stock",
  });
  expect(() => synthStack(stack)).toThrow(
    [
      'one-stack.imports: got "orders/queu", expected the path of a resource in one-stack: did you mean orders/queue?',
      'one-stack.imports: got "orders", expected the path of a resource in one-stack: did you mean orders/queue or orders/failed?',
      'one-stack.imports: got "stock/queue", expected the path of a resource in one-stack',
    ].join("\n  "),
  );
});

test("one thing is at one path", () => {
  const stack = queueStack(["orders/queue", "orders/failed"], {
    "orders/queue": "https://sqs/orders",
    "orders/failed": "https://sqs/orders",
  });
  expect(() => synthStack(stack)).toThrow(
    /orders\/failed.*got "https:\/\/sqs\/orders" a second time/,
  );
});

describe("of several stacks that share the paths", () => {
  const stackIds = ["one-stack", "two-stack"];
  const both = (ids: ImportedIds) => {
    const app = testApp();
    const one = queueStack(["orders/queue"], ids, { app, stackIds });
    const two = queueStack(["stock/queue"], ids, { app, stackId: "two-stack", stackIds });
    return { one, two };
  };

  test("each takes its own", () => {
    const { one, two } = both({ "orders/queue": "o", "stock/queue": "s" });
    expect([synthStack(one).import, synthStack(two).import]).toEqual([
      [expect.objectContaining({ id: "o" })],
      [expect.objectContaining({ id: "s" })],
    ]);
  });

  test("the last refuses what none has", () => {
    const { one, two } = both({ "stok/queue": "s" });
    expect(() => synthStack(one)).not.toThrow();
    expect(() => synthStack(two)).toThrow(/got "stok\/queue".*did you mean stock\/queue/);
  });

  test("one that is made alone cannot tell, and takes its own", () => {
    const ids = { "orders/queue": "o", "stock/queue": "s" };
    const alone = queueStack(["stock/queue"], ids, { stackId: "two-stack", stackIds });
    expect(synthStack(alone).import).toHaveLength(1);
  });
});

test("a resource that its construct looks for itself is imported once, by the id that is said", () => {
  const stack = queueStack(["orders/queue"], { "orders/queue": "said" });
  const queue = stack.node.findChild("orders").node.findChild("queue") as SqsQueue;
  new ImportBlock(stack, "block", queue, ["looked-for"]);
  expect(synthStack(stack).import).toEqual([
    expect.objectContaining({ for_each: '${toset(["said"])}' }),
  ]);
});

test("takes ids of every form, and paths of a construct and below", () => {
  const sound = {
    "services/web/task/execution-policy": "groundwork-dev-web-execution:start-tasks",
    "load-balancer-alarms/5xx": "An alarm with blanks",
    "network/route": "rtb-1_0.0.0.0/0",
    parameter: "/acme/parameter",
  };
  expect(refusals(importedIds, sound)).toEqual([]);
  expect(refusals(importedIds, { "network/vpc": "" })).toEqual([
    "network/vpc: the id that Terraform imports",
  ]);
  expect(refusals(importedIds, { "/vpc": "vpc-1" })).toEqual([expect.stringContaining("/vpc")]);
});
