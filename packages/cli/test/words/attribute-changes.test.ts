import { attributeChanges, type Marks } from "../../src/words/attribute-changes";
import { changeInWords } from "../../src/words/change-words";

const words = (before: unknown, after: unknown, marks?: Marks) =>
  attributeChanges(before, after, marks).map((change) => changeInWords(change));

const json = JSON.stringify;

test("an attribute that differs is told with both values and its unit; others are not", () => {
  const before = { name: "/web", retention_in_days: 90, skip: null, tags: {}, size_gb: 1 };
  const after = { name: "/web", retention_in_days: 30, skip: "", tags: null, size_gb: 20 };
  expect(words(before, after)).toEqual(["retention 90 -> 30 days", "size 1 -> 20 GiB"]);
  expect(attributeChanges(before, after)[0]).toEqual({
    path: "retention_in_days",
    before: 90,
    after: 30,
    sensitive: false,
    unknown: false,
  });
});

test("what is new, what is gone, and keys of maps by their own names", () => {
  const before = { tags: { Name: "a", "cost.center": "x" }, enabled: true };
  const after = { tags: { Name: "b", LOG_LEVEL: "info" }, enabled: false };
  expect(words(before, after)).toEqual([
    "enabled true -> false",
    "tags LOG_LEVEL + info",
    "tags Name a -> b",
    "tags cost.center - x",
  ]);
});

test("lists of plain values are told by element, as sets, and as a whole where only the order differs", () => {
  const change = (before: unknown, after: unknown) => words({ cidrs: before }, { cidrs: after });
  expect(change(["a", "b", "b"], ["b", "c"])).toEqual(["cidrs - a", "cidrs - b", "cidrs + c"]);
  expect(change(["a", "b"], ["b", "a"])).toEqual(["cidrs [a, b] -> [b, a]"]);
  expect(change(null, ["a"])).toEqual(["cidrs + a"]);
});

test("blocks of a list are matched by name, or by content where they have none", () => {
  const rule = (from_port: number, cidr: string) => ({ from_port, cidr, description: "" });
  expect(
    words(
      {
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
      },
      {
        env: [
          { name: "C", value: "x y" },
          { name: "B", value: "3" },
        ],
      },
    ),
  ).toEqual(["env A - { name A, value 1 }", "env B 2 -> 3", "env C + { name C, value x y }"]);
  expect(
    words(
      { ingress: [rule(80, "10.0.0.0/8"), rule(443, "10.0.0.0/8")] },
      { ingress: [rule(443, "0.0.0.0/0"), rule(80, "10.0.0.0/8"), rule(22, "10.1.0.0/16")] },
    ),
  ).toEqual([
    "ingress 0 cidr 10.0.0.0/8 -> 0.0.0.0/0",
    "ingress 2 + { cidr 10.1.0.0/16, from_port 22 }",
  ]);
});

test("texts that are JSON are opened, whatever the order of their keys", () => {
  const policy = (...statements: object[]) => ({
    policy: json({ Version: "1", Statement: statements }),
  });
  const read = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject" };
  const wider = { Action: ["s3:PutObject", "s3:GetObject"], Effect: "Allow", Sid: "Read" };
  expect(words(policy(read), policy(wider))).toEqual([
    "policy Statement Read Action + s3:PutObject",
  ]);
  expect(words(policy(read), { policy: "no JSON" })).toEqual([
    expect.stringMatching(/^policy \{.* -> no JSON$/),
  ]);
});

test("what is sensitive is masked by its marks, on both sides, and keeps its path", () => {
  const before = { auth: { user: "kim", key: "hunter2" }, list: ["one"] };
  const after = { auth: { user: "lee", key: "hunter3" }, list: ["two"] };
  const marks = {
    sensitive: { auth: { key: true } },
    sensitiveBefore: { auth: { key: true }, list: [true] },
  };
  const changes = attributeChanges(before, after, marks);
  expect(json(changes)).not.toMatch(/hunter|one/);
  expect(changes.map((change) => changeInWords(change))).toEqual([
    "auth key (sensitive value)",
    "auth user kim -> lee",
    "list [(sensitive value)] -> [two]",
  ]);
});

test.each([
  [
    "a variable of a task",
    { c: json([{ name: "web", environment: [{ name: "DB_PASSWORD", value: "s3cret-1" }] }]) },
  ],
  ["a map named for secrets", { credentials: { database: "s3cret-1" } }],
  ["a form of keys", { note: "AKIAIOSFODNN7EXAMPLE s3cret-1" }],
  ["a script", { user_data: "#!/bin/sh\necho s3cret-1" }],
  ["a line of a text", { text: "a=b\nexport DB_PASSWORD=s3cret-1\n" }],
])("a secret that nobody has marked is masked: %s", (_, value) => {
  for (const changes of [attributeChanges(undefined, value), attributeChanges(value, undefined)]) {
    expect(json(changes)).not.toContain("s3cret-1");
    expect(changes.some(({ sensitive }) => sensitive)).toBe(true);
  }
});

test("what is known only when it is applied is told as such", () => {
  expect(
    words(
      { arn: "a", list: ["a"], block: { id: "x", port: 1 } },
      { list: ["a", null], block: { port: 1 } },
      { unknown: { arn: true, list: [false, true], block: { id: true }, ids: [true], all: true } },
    ),
  ).toEqual([
    "all + (known after apply)",
    "arn a -> (known after apply)",
    "block id x -> (known after apply)",
    "ids + (known after apply)",
    "list [a] -> [a, (known after apply)]",
  ]);
});

test("of a document that is not known yet, nothing of the one before it is told", () => {
  const change = words({ policy: json({ Statement: [] }) }, {}, { unknown: { policy: true } });
  expect(change).toEqual(["policy -> (known after apply)"]);
});

test("long values lose their middle in a line, and texts with odd blanks are quoted", () => {
  const [line] = words({ a: "x" }, { a: `${"b".repeat(100)}end` });
  expect(line).toBe(`a x -> ${"b".repeat(38)}...${"b".repeat(16)}end`);
  expect(words({ a: "x" }, { a: " y\n" })).toEqual([String.raw`a x -> " y\n"`]);
});
