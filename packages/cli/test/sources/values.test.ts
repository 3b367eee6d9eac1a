import { edited, nodesOf, takenOut, type Node } from "../../src/sources/source-text";
import {
  environmentIn,
  exportedObjects,
  inFile,
  numberOf,
  renamed,
  textsOf,
  valueAt,
  withElement,
  withoutProperty,
  withProperty,
} from "../../src/sources/values";
import { OperationError } from "../../src/core/errors";

const objectOf = (text: string): Node => exportedObjects(text)[0]!.object;

const DEV = `export const dev: Input = {
  name: "dev", // its name
  network: { cidr: "10.0.0.0/16" },
  services: [
    { name: "web" }, // first
  ],
} satisfies Input;
`;

describe("an exported object", () => {
  test("is found by the name that it gives itself, whatever the constant is called", () => {
    const text = `${DEV}\nexport const other = { name: "prod" } as const;`;
    expect(environmentIn(text, "prod").constant).toBe("other");
    expect(environmentIn(text, "dev").constant).toBe("dev");
  });

  test.each([
    ["there is none", 'export const dev = { name: "prod" };'],
    ["its name is no text", "export const dev = { name: NAME };"],
    ["it is not exported", 'const dev = { name: "dev" };'],
    ["there are two", 'export const a = { name: "dev" };\nexport const b = { name: "dev" };'],
  ])("is refused where %s, with the form that can be edited", (_, text) => {
    expect(() => environmentIn(text, "dev")).toThrow(
      /got \d exported objects with name: "dev", expected one, as export const dev = \{ name: "dev", \.\.\. \}/,
    );
  });
});

test("a property takes the place of its value, or a line behind the last", () => {
  const set = (key: string, value: string) =>
    edited(DEV, [withProperty(DEV, objectOf(DEV), key, value)]);
  expect(set("name", '"qa"')).toBe(DEV.replace('"dev"', '"qa"'));
  expect(set("exec", "true")).toBe(DEV.replace("  ],\n", "  ],\n  exec: true,\n"));
  expect(
    edited("export const a = {};", [
      withProperty("export const a = {};", objectOf("export const a = {};"), "b", "1"),
    ]),
  ).toBe("export const a = { b: 1 };");
});

test("an element of several lines is indented as its neighbours are, behind their comments", () => {
  const list = valueAt(objectOf(DEV), "services")!;
  expect(edited(DEV, [withElement(DEV, list, '{\n  name: "api",\n}')])).toBe(
    DEV.replace("// first\n", '// first\n    {\n      name: "api",\n    },\n'),
  );
  const empty = "export const a = { services: [] };";
  expect(edited(empty, [withElement(empty, valueAt(objectOf(empty), "services")!, "1")])).toBe(
    "export const a = { services: [1] };",
  );
});

test("a property that goes takes its line with it, unless a comment stands there", () => {
  const without = (text: string, key: string) =>
    edited(text, withoutProperty(text, objectOf(text), key));
  expect(without(DEV, "network")).toBe(DEV.replace(/ {2}network.*\n/, ""));
  expect(without(DEV, "name")).toBe(DEV.replace('name: "dev", ', ""));
  expect(without(DEV, "exec")).toBe(DEV);
  const inline = "export const a = { b: 1, c: 2 };";
  expect(without(inline, "b")).toBe("export const a = { c: 2 };");
  expect(without(inline, "c")).toBe("export const a = { b: 1, };");
});

test("what is put in at one place comes in the order that it is given in", () => {
  expect(
    edited(
      "ab",
      [1, 2].map((one) => ({ start: 1, end: 1, text: String(one) })),
    ),
  ).toBe("a12b");
  const [, second] = nodesOf("f(a, b);").filter(
    ({ type, name }) => type === "Identifier" && name !== "f",
  );
  expect(edited("f(a, b);", [takenOut("f(a, b);", second!)])).toBe("f(a, );");
});

test("a constant is renamed where it is spoken of, and keys of that name stay", () => {
  const text =
    'const dev: Input = { dev: 1 };\nexport default { dev, all: [dev.dev, `${dev}`], "dev": 2 };';
  expect(edited(text, renamed(text, "dev", "qa"))).toBe(
    'const qa: Input = { dev: 1 };\nexport default { dev: qa, all: [qa.dev, `${qa}`], "dev": 2 };',
  );
});

test("literals are read, and nothing else is", () => {
  const text = 'export const a = { n: 3, t: ["a", "b"], m: ["a", b], u: -1, s: 1 + 1 };';
  const at = (key: string) => valueAt(objectOf(text), key);
  expect(["n", "t", "u", "s", "x"].map((key) => numberOf(at(key)))).toEqual([
    3,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(["t", "m", "n"].map((key) => textsOf(at(key)))).toEqual([
    ["a", "b"],
    undefined,
    undefined,
  ]);
});

test("what cannot be done to a file is told with its name", () => {
  const work = () => {
    throw new OperationError("got nothing");
  };
  expect(() => inFile("environments/dev.ts", work)).toThrow("environments/dev.ts: got nothing");
});
