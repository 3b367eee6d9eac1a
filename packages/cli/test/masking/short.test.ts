import { MASK, masker } from "../../src/masking/masker";

// One to three characters.
const mask = masker(["7", "abc", "<&>", ","]);

test.each([
  "@",
  '"@"',
  'Error: got "@", expected more',
  "'@'",
  'body {\\"pin\\":\\"@\\"}',
  "pin = @",
  "pin=@ was refused",
  "pin: @",
  "https://user:@@host/",
  "a=1&b=@&c=2",
  "(@)",
  "[1, @, 2]",
  "got @, expected 8",
  "first line\n@\nlast line",
  "the value is @",
])("stands whole in %s", (text) => {
  const written = text.replace("@", "abc");
  expect(mask(written)).toBe(text.replace("@", MASK));
});

test.each([
  "Plan: 7 to add, 7 to change, 7 to destroy.",
  "Apply complete! Resources: 7 added, 7 changed, 7 destroyed.",
  "# (7 unchanged attributes hidden)",
  "abcd, x-abc, abc.d and abc_d",
  "an abc of it",
  "a, b",
  "2026-11-27, 17 and 77",
])("does not in %s", (text) => {
  expect(mask(text)).toBe(text);
});

test("in notations as well", () => {
  expect(mask('{"a":"\\u003c\\u0026\\u003e"}')).toBe(`{"a":"${MASK}"}`);
  expect(mask('got "\\u0061bc"')).toBe(`got "${MASK}"`);
  expect(mask(`header: ${Buffer.from("abc").toString("base64")}`)).toBe(`header: ${MASK}`);
  expect(mask("x=%61bc")).toBe(`x=${MASK}`);
  expect(mask("pin: 616263")).toBe(`pin: ${MASK}`);
});
