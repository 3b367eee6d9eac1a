import { parseExactly } from "../../src/core/exact-json";

test.each([
  ["an integer of this size", "7227701560655103597", "7227701560655103597"],
  ["one below zero", "-7227701560655103597", "-7227701560655103597"],
  ["a fraction of this length", "0.12345678901234567891", "0.12345678901234567891"],
  ["an exponent beyond a double", "1e999", "1e999"],
  ["what a double holds", "9007199254740991", 9007199254740991],
  ["a power that a double holds", "1e3", 1000],
  ["a fraction", "0.1", 0.1],
])("%s", (_, written, read) => {
  expect(parseExactly(`{"a": [${written}], "b": "1234567890123456789"}`)).toEqual({
    a: [read],
    b: "1234567890123456789",
  });
});

test("one number alone is enough, with its digits on either side of the point", () => {
  for (const written of ["12345678.1234567891", "-7227701560655103597", "1.5e999"]) {
    expect(parseExactly(`{"a":[0,${written}]}`)).toEqual({ a: [0, written] });
    expect(parseExactly(`{"a": ${written}}`)).toEqual({ a: written });
  }
});

test("two numbers that are one to JavaScript differ", () => {
  expect(parseExactly("7227701560655103597")).not.toEqual(parseExactly("7227701560655103590"));
});

test.each(["", "{", '{"a": 12345678901234567890,}', "12345678901234567890 x"])(
  "%j is no JSON",
  (text) => {
    expect(() => parseExactly(text)).toThrow(SyntaxError);
  },
);
