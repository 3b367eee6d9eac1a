import { table } from "../../src/core/table";

const VERSION = "f9569a63-e670-4ce3-9796-1811be9a4fd6";
const HEADINGS = ["stack", "state key", "version", "full id", "seconds"];
const rows = [
  HEADINGS,
  ["dev-stack", "dev/terraform.tfstate", "f9569a63", VERSION, "4.1"],
  ["prod-stack", "prod/terraform.tfstate", "124c9e25", "", "11.5"],
];

test("without a terminal, or with a wide one, each row is a line", () => {
  const whole = table(rows, { giveWay: ["full id"] });
  expect(whole).toBe(table(rows, { columns: 97, giveWay: ["full id"] }));
  expect(whole.split("\n")).toEqual([
    `stack       state key               version   ${"full id".padEnd(36)}  seconds`,
    `dev-stack   dev/terraform.tfstate   f9569a63  ${VERSION}  4.1`,
    `prod-stack  prod/terraform.tfstate  124c9e25  ${" ".repeat(36)}  11.5`,
  ]);
});

test("columns that may be missed go where it is too narrow, one after another", () => {
  const giveWay = ["full id", "seconds"];
  expect(table(rows, { columns: 80, giveWay }).split("\n")).toEqual([
    "stack       state key               version   seconds",
    "dev-stack   dev/terraform.tfstate   f9569a63  4.1",
    "prod-stack  prod/terraform.tfstate  124c9e25  11.5",
  ]);
  expect(table(rows, { columns: 50, giveWay })).not.toContain("seconds");
});

test("a column is as wide as a terminal shows it, whatever its letters are", () => {
  const key = "운영/상태.tfstate";
  const keys = [
    ["key", "size"],
    [key, "1"],
    [key.normalize("NFD"), "2"],
    ["cafe\u0301/a.tfstate", "3"],
    ["🚀/a.tfstate", "4"],
    ["prod/abcd.tfstate", "5"],
  ];
  expect(table(keys, { columns: 80 }).split("\n")).toEqual([
    `key${" ".repeat(14)}  size`,
    `${key}  1`,
    `${key.normalize("NFD")}  2`,
    `cafe\u0301/a.tfstate${" ".repeat(3)}  3`,
    `🚀/a.tfstate${" ".repeat(5)}  4`,
    "prod/abcd.tfstate  5",
  ]);
});

test("texts of wide letters are broken where their columns end", () => {
  const reasons = [
    ["rule", "reason"],
    ["backups", "로그는 한번만 쓰고 바꾸지 않습니다"],
  ];
  expect(table(reasons, { columns: 30 }).split("\n")).toEqual([
    "rule     reason",
    "backups  로그는 한번만 쓰고",
    "         바꾸지 않습니다",
  ]);
});

test("texts are broken between words, in their column", () => {
  const reasons = [
    ["rule", "reason", "stack"],
    ["backups", "access logs are written once and never changed", "prod-stack"],
    ["plain-http", "internal", "dev-stack"],
  ];
  expect(table(reasons, { columns: 45 }).split("\n")).toEqual([
    "rule        reason                 stack",
    "backups     access logs are        prod-stack",
    "            written once and",
    "            never changed",
    "plain-http  internal               dev-stack",
  ]);
});

test("texts are broken before a column goes", () => {
  const states = [
    ["stack", "written", "size"],
    ["dev-stack", "2026-11-29 19:05 (14 s ago)", "269.4 KiB"],
  ];
  expect(table(states, { columns: 40, giveWay: ["size"] }).split("\n")).toEqual([
    "stack      written             size",
    "dev-stack  2026-11-29 19:05    269.4 KiB",
    "           (14 s ago)",
  ]);
});

test("ids are never broken: where they are too wide each row is a list, without what is empty", () => {
  expect(table(rows, { columns: 60 }).split("\n")).toEqual([
    "stack      dev-stack",
    "state key  dev/terraform.tfstate",
    "version    f9569a63",
    `full id    ${VERSION}`,
    "seconds    4.1",
    "",
    "stack      prod-stack",
    "state key  prod/terraform.tfstate",
    "version    124c9e25",
    "seconds    11.5",
  ]);
});

test("without headings the others stand below the first", () => {
  const choices = [
    [`  npx --no -- groundwork repair-digest dev-stack --restore ${VERSION}`, "makes it current"],
    ["  npx --no -- groundwork repair-digest dev-stack --remove", "removes it"],
  ];
  expect(table(choices, { columns: 80, headed: false }).split("\n")).toEqual([
    choices[0]![0],
    "      makes it current",
    choices[1]![0],
    "      removes it",
  ]);
});

test.each([20, 40, 60, 80, 100, 120])("at %d columns only an id alone is wider", (columns) => {
  const text = table([...rows, ["a", "b", "c", "some words ".repeat(12).trim(), "d"]], { columns });
  const wide = text.split("\n").filter(({ length }) => length > columns);
  expect(wide.filter((line) => line.trim().split(/ {2,}/).length > 2)).toEqual([]);
});

describe("the terminal's own width", () => {
  const { isTTY, columns } = process.stdout;
  afterEach(() => void Object.assign(process.stdout, { isTTY, columns }));

  test.each([
    [60, true],
    [0, false],
    [200, false],
  ])("of %d columns", (width, isList) => {
    Object.assign(process.stdout, { isTTY: true, columns: width });
    expect(table(rows).startsWith("stack      dev-stack\n")).toBe(isList);
  });
});
