import { plain, plainJson, plainLine } from "../../src/core/plain";
import { table } from "../../src/core/table";

const ESC = "\u001B";

test.each([
  ["a title", `a${ESC}]0;PWNED\u0007b`],
  ["the clipboard", `a${ESC}]52;c;UFdORUQ=${ESC}\\b`],
  ["a string that ends by C1", `a\u009D0;PWNED\u009Cb`],
  ["a device's string", `a${ESC}Pq#0PWNED${ESC}\\b`],
  ["lines that are written over", `a${ESC}[2K${ESC}[1Ab`],
  ["colours, also by C1", `a${ESC}[31m\u009B0mb`],
  ["a link", `${ESC}]8;;https://evil.example\u0007ab${ESC}]8;;\u0007`],
  ["an end of line that goes back", "a\rb"],
  ["backspaces and DEL", "a\b\u007Fb\u0000"],
  ["the direction of text", "a\u202E\u2066\u200F\u061Cb\u2069"],
  ["what has no width", "a\u200B\u2060\uFEFF\u00ADb\u{E0041}"],
])("%s goes, with all that belongs to it", (_, text) => {
  expect(plain(text)).toBe("ab");
});

test("what people write stays", () => {
  const text = "é中 😀 👩\u200D👧 نمی\u200Cخواهم\n\tgot 100%";
  expect(plain(text)).toBe(text);
  expect(plain("a\r\nb")).toBe("a\nb");
  expect(plainLine(" a\n\tb  c ")).toBe("a b c");
});

test("a string that never ends takes no line with it", () => {
  const text = plain(`a${ESC}]0;title\nnext line`);
  expect(text).toMatch(/^a[^\p{Cc}]*\nnext line$/u);
});

test("JSON stays the same document, and shows all of it", () => {
  const value = { who: `${ESC}]0;x\u0007\u007F\u009B\u202E\u{E0041}`, text: "é😀" };
  const written = plainJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(written)).toEqual(value);
  expect(plain(written)).toBe(written);
  expect(written).toContain("\\u202e");
});

test("a cell of a table is in its row, and as wide as it is seen", () => {
  const rows = [
    ["who", "since"],
    [`kim${ESC}[2K\nlee  released`, "now"],
  ];
  expect(table(rows).split("\n")).toEqual(["who                since", "kim lee  released  now"]);
});
