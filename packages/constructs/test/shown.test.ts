import { quoted, shown } from "../src/shown";

const circle: Record<string, unknown> = { a: 1 };
circle["self"] = circle;

test.each<[unknown, string]>([
  [undefined, "nothing"],
  [null, "null"],
  ["a text", "a text"],
  ["", '""'],
  ["two\nlines", '"two\\nlines"'],
  ["us-east-1 ", '"us-east-1 "'],
  [0.5, "0.5"],
  [NaN, "NaN"],
  [true, "true"],
  [10n, "10n"],
  [{ a: [1n] }, '{"a":[1n]}'],
  [Symbol("a"), "a symbol"],
  [() => 1, "a function"],
  [[1, "a", undefined], '[1,"a",nothing]'],
  [{ a: undefined, b: "c" }, '{"b":"c"}'],
  [circle, '{"a":1,"self":itself}'],
  [new Date(0), "an object of Date"],
  [Object.create(null), "{}"],
  [Array.from({ length: 40 }, () => "a"), "a list of 40"],
])("case %#: %p is shown as %s", (value, text) => {
  expect(shown(value)).toBe(text);
});

test("nothing is shown at length", () => {
  expect(shown("a".repeat(70_000))).toBe(`${"a".repeat(200)}...`);
  expect(shown({ name: "web", command: "a".repeat(300) })).toBe("an object with name, command");
});

test("quoted, a text is in quotes", () => {
  expect(quoted("10.0.0.0/8")).toBe('"10.0.0.0/8"');
  expect(quoted(["a"])).toBe('["a"]');
});
