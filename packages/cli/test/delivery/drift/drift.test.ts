import {
  type DriftIgnore,
  driftIgnores,
} from "../../../../testing/project/environments/drift-ignore";
import { loadConfiguration } from "../../../../testing/project/environments/index";
import { SHARED_STATES, stackId } from "@groundwork/configuration/names";
import { driftedResources } from "../../../src/delivery/drift/drift-contents";
import { checkIgnores, sift } from "../../../src/delivery/drift/drift-ignore";
import type { DriftedResource } from "../../../src/delivery/messages/drift-report";
import { NOW, resource } from "./sample-drift";

/** In the values on both sides, and in a key of a map that is sensitive. */
const SECRET = "correct-horse-battery";

/** @param planned what an apply makes of it; everything as it was, where nothing else is said */
const drifted = (
  before: object,
  after: object | null,
  more: object = {},
  mode = "managed",
  planned: object | null = before,
) => {
  const resource = { address: "aws_sqs_queue.jobs", mode, type: "aws_sqs_queue" };
  const actions = after ? ["update"] : ["delete"];
  const back = after ? ["update"] : ["create"];
  return driftedResources(
    JSON.stringify({
      resource_drift: [{ ...resource, change: { actions, before, after, ...more } }],
      resource_changes: [
        {
          ...resource,
          change: { actions: planned ? back : ["no-op"], before: after, after: planned, ...more },
        },
      ],
    }),
    { resource: { aws_sqs_queue: { jobs: { "//": { metadata: { path: "dev-stack/jobs" } } } } } },
  );
};

const attributesOf = (before: object, after: object, more?: object) =>
  drifted(before, after, more).flatMap(({ attributes }) => attributes);

describe("what drifted", () => {
  test("is named with its construct and what of it changed", () => {
    expect(
      drifted(
        { delay: 1, size: 2, tags: { Name: "a" } },
        { delay: 9, size: 2, tags: { Name: "b" } },
      ),
    ).toEqual([
      {
        address: "aws_sqs_queue.jobs",
        path: "dev-stack/jobs",
        type: "aws_sqs_queue",
        action: "changed",
        attributes: ["delay", "tags.Name"],
      },
    ]);
  });

  test("is not hidden by a deposed object of the same address, nor is that drift", () => {
    const jobs = { address: "aws_sqs_queue.jobs", mode: "managed", type: "aws_sqs_queue" };
    const gone = { actions: ["delete"], before: { name: "jobs" }, after: null };
    const made = { actions: ["create"], before: null, after: { name: "jobs" } };
    const old = { ...jobs, deposed: "0a1b2c3d", change: { ...gone, before: { name: "old" } } };
    const found = (drift: object[], changes: object[]) =>
      driftedResources(
        JSON.stringify({ resource_drift: drift, resource_changes: changes }),
        {},
      ).map(({ address, action }) => [address, action]);
    const lost = [{ ...jobs, change: gone }];
    const planned = [{ ...jobs, change: made }, old];
    expect(found(lost, planned)).toEqual([["aws_sqs_queue.jobs", "gone"]]);
    expect(found([old, ...lost], planned.toReversed())).toEqual([["aws_sqs_queue.jobs", "gone"]]);
    expect(found([old], [{ ...jobs, change: made }])).toEqual([]);
  });

  test("is seen in numbers that JavaScript would take for one", () => {
    const drift = (was: string, is: string) => {
      const queue = (before: string, after: string) =>
        `[{"address":"aws_x.a","mode":"managed","type":"aws_x","change":{"actions":["update"],` +
        `"before":{"pin":${before}},"after":{"pin":${after}}}}]`;
      return driftedResources(
        `{"resource_drift":${queue(was, is)},"resource_changes":${queue(is, was)}}`,
        {},
      ).flatMap(({ attributes }) => attributes);
    };
    expect(drift("7227701560655103597", "7227701560655103590")).toEqual(["pin"]);
    expect(drift("7227701560655103597", "7227701560655103597")).toEqual([]);
    expect(drift("1", "1.0")).toEqual([]);
  });

  test("that is gone is told apart", () => {
    expect(drifted({ delay: 1 }, null)).toMatchObject([{ action: "gone", attributes: [] }]);
  });

  test.each<[string, object, object, string[]]>([
    [
      "a part of an object in a list",
      { rule: [{ a: 1, b: 2 }] },
      { rule: [{ a: 1, b: 3 }] },
      ["rule[0].b"],
    ],
    ["a list of another length", { rule: [{ a: 1 }] }, { rule: [{ a: 1 }, { a: 2 }] }, ["rule"]],
    ["a list of values", { cidrs: ["10.0.0.0/8"] }, { cidrs: ["0.0.0.0/0"] }, ["cidrs"]],
    ["a key that is no word", { tags: { "a.b c": "1" } }, { tags: {} }, ['tags["a.b c"]']],
    ["false is something", { enabled: true }, { enabled: false }, ["enabled"]],
    ["false where nothing was", { enabled: null }, { enabled: false }, ["enabled"]],
    ["zero where nothing was", { count: null }, { count: 0 }, ["count"]],
    ["another type", { value: "1" }, { value: ["1"] }, ["value"]],
  ])("%s", (_, before, after, attributes) => {
    expect(attributesOf(before, after)).toEqual(attributes);
  });

  // hashicorp/terraform#37406: exit code 2 of a refresh that found nothing worth a word.
  test.each<[string, object, object]>([
    ["nothing", { a: 1 }, { a: 1 }],
    ["an empty list where none was written", { rules: null }, { rules: [] }],
    ["an empty map where none was written", { tags: null }, { tags: {} }],
    ["an empty text where none was written", { description: null }, { description: "" }],
    ["empty parts of a block", { block: [] }, { block: null, other: { a: "" } }],
  ])("%s is no drift", (_, before, after) => {
    expect(drifted(before, after)).toEqual([]);
  });

  test("what no apply changes back is no drift: it is others' to change", () => {
    // As with ignore_changes, or of what another resource makes of this one.
    const [was, is] = [
      { count: 1, policy: "", delay: 1 },
      { count: 3, policy: "{}", delay: 9 },
    ];
    expect(drifted(was, is, {}, "managed", { ...is, delay: 1 })).toMatchObject([
      { attributes: ["delay"] },
    ]);
    expect(drifted(was, is, {}, "managed", is)).toEqual([]);
    expect(drifted(was, null, {}, "managed", null)).toEqual([]);
  });

  test("what an apply changes to something newer is drift as well, whole or in part", () => {
    const newer = {
      rule: [
        { a: 5, b: 1 },
        { a: 2, b: 2 },
      ],
    };
    expect(
      drifted({ rule: [{ a: 1, b: 1 }] }, { rule: [{ a: 9, b: 1 }] }, {}, "managed", newer),
    ).toMatchObject([{ attributes: ["rule[0].a"] }]);
  });

  test("data sources and a refresh of nothing are no drift", () => {
    expect(drifted({ a: 1 }, { a: 2 }, {}, "data")).toEqual([]);
    expect(driftedResources('{"format_version":"1.2"}', {})).toEqual([]);
  });

  test("no value is in it, nor a key of what is sensitive", () => {
    const found = drifted(
      { password: SECRET, map: { [SECRET]: 1 }, plain: SECRET },
      { password: `${SECRET}2`, map: { [SECRET]: 2 }, plain: `${SECRET}2` },
      { before_sensitive: { password: true, map: true }, after_sensitive: { password: true } },
    );
    expect(found[0]!.attributes).toEqual(["map", "password", "plain"]);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });
});

const entry: DriftIgnore = {
  stack: "dev-stack",
  address: "aws_ecs_service.*",
  attribute: "desired_count",
  reason: "autoscaling sets it",
};

const left = (list: readonly DriftIgnore[], found = resource, now = NOW) =>
  sift("dev-stack", [found], list, now).drifted.flatMap(({ attributes }) => attributes);

describe("the list of accepted drift", () => {
  test("takes out the attribute it names, with its reason, and nothing else", () => {
    expect(sift("dev-stack", [resource], [entry], NOW)).toEqual({
      drifted: [{ ...resource, attributes: ["tags.Scan", "tags.Name"] }],
      ignored: [{ ...resource, attributes: ["desired_count"], reason: "autoscaling sets it" }],
      notes: [],
    });
  });

  test.each<[string, Partial<DriftIgnore>, string[]]>([
    ["all below an attribute", { attribute: "tags" }, ["desired_count"]],
    ["by a pattern", { attribute: "tags.S*" }, ["desired_count", "tags.Name"]],
    ["not what only begins so", { attribute: "desired" }, resource.attributes as string[]],
    [
      "not by what a dot stands for in patterns",
      { attribute: "tags_Name" },
      resource.attributes as string[],
    ],
    ["on all stacks", { stack: "*" }, ["tags.Scan", "tags.Name"]],
    ["not on another stack", { stack: "prod-stack" }, resource.attributes as string[]],
    ["not another resource", { address: "aws_ecs_service.we" }, resource.attributes as string[]],
    ["everything of a resource", { attribute: "*" }, []],
  ])("%s", (_, change, attributes) => {
    expect(left([{ ...entry, ...change }])).toEqual(attributes);
  });

  test("a resource that is gone is never accepted", () => {
    const gone: DriftedResource = { ...resource, action: "gone", attributes: [] };
    expect(sift("dev-stack", [gone], [{ ...entry, attribute: "*" }], NOW).drifted).toEqual([gone]);
  });

  test("an entry counts to the end of its last day, then it is said to have expired", () => {
    const until = { ...entry, until: "2026-11-21" };
    expect(left([until])).not.toContain("desired_count");
    const after = sift("dev-stack", [resource], [until], new Date("2026-11-22T00:00:01Z"));
    expect(after.drifted[0]!.attributes).toContain("desired_count");
    expect(after.notes).toEqual([
      "environments/drift-ignore.ts: aws_ecs_service.* desired_count: expired on 2026-11-21: renew it, or remove it",
    ]);
  });

  test("an entry that nothing needs is named, unless another stack may need it", () => {
    expect(sift("dev-stack", [], [entry], NOW).notes).toEqual([
      "environments/drift-ignore.ts: aws_ecs_service.* desired_count: nothing needs it any more",
    ]);
    expect(sift("dev-stack", [], [{ ...entry, stack: "*" }], NOW).notes).toEqual([]);
  });

  test("fails with all that is wrong in it at once", () => {
    const wrong: DriftIgnore = {
      stack: "staging-stack",
      address: "",
      attribute: "",
      reason: "noise",
      until: "2026-02-30",
    };
    const check = () => checkIgnores([entry, wrong], ["dev-stack"]);
    for (const [name, got] of [
      ["stack", "staging-stack"],
      ["address", "nothing"],
      ["attribute", "nothing"],
      ["reason", "noise"],
      ["until", "2026-02-30"],
    ])
      expect(check).toThrow(`environments/drift-ignore.ts: [1].${name}: got ${got}, expected`);
    expect(check).not.toThrow("[0]");
  });

  test("of this checkout is sound", () => {
    const owners = [...SHARED_STATES, ...loadConfiguration().environments.map(({ name }) => name)];
    expect(() => checkIgnores(driftIgnores, owners.map(stackId))).not.toThrow();
  });
});
