import { MASK, masker } from "../../src/masking/masker";
import { goJson, randomOf, secretOf } from "./samples";

const document = {
  password: "hunter2.*",
  pin: 7,
  port: 54321,
  ok: true,
  none: null,
  list: ["abc", -7, 7.5, 1e21, 'a "quoted" \\ and\nmore'],
  "key:hunter2.*": { json: JSON.stringify({ deep: ["abc", 54321, "C:\\dir"] }) },
};

test.each([
  ["a number", "7", { ...document, pin: MASK }],
  ["a part of a number", "4321", { ...document, port: MASK }],
  ["words of JSON", "null", document],
  ["a word", "true", document],
])("%s", (_, secret, expected) => {
  const masked = JSON.parse(masker([secret])(JSON.stringify(document)));
  expect(masked).toMatchObject({
    ok: expected.ok,
    none: null,
    pin: expected.pin,
    password: "hunter2.*",
  });
});

test("a document of which a secret is a part keeps the rest, and how it is written", () => {
  const text = '{ "a" : "x hunter2.* y",\r\n  "n": [7 ,17, 70],"7":"7" }\n';
  expect(masker(["hunter2.*", "7"])(text)).toBe(
    `{ "a" : "x ${MASK} y",\r\n  "n": ["${MASK}" ,17, 70],"${MASK}":"${MASK}" }\n`,
  );
});

test.each([
  '"',
  "{",
  "}",
  "\\",
  ",",
  ":",
  "[",
  '","',
  '":"',
  '"}',
  '\\"',
  "n",
  "u",
  '\\\\"',
  '": "',
])("%s is a secret, and it is JSON still", (secret) => {
  for (const [write, indent] of [
    [JSON.stringify, 2],
    [JSON.stringify, undefined],
    [goJson as typeof JSON.stringify, undefined],
  ] as const) {
    const text = write({ ...document, secret, json: write(secret) } as never, null, indent);
    const parsed = JSON.parse(masker([secret])(text));
    expect(parsed.secret).toBe(MASK);
    expect(parsed.pin).toBe(7);
  }
});

test("any secrets in any document: it is JSON, and has none of them", () => {
  const random = randomOf(7);
  for (let sample = 0; sample < 100; sample++) {
    const secrets = Array.from({ length: 5 }, () => secretOf(random, 1 + Math.floor(random() * 9)));
    const value = {
      values: secrets,
      within: secrets.map((secret) => `a ${secret} b`),
      [secrets[0]!]: Number(random().toFixed(6)),
      json: JSON.stringify(secrets),
      rest: secretOf(random, 40),
    };
    const masked = masker(secrets)(
      sample % 2 ? JSON.stringify(value, null, 2) : JSON.stringify(value),
    );
    const parsed = JSON.parse(masked);
    for (const [index, secret] of secrets.entries()) {
      if (secret.trim() === "") continue;
      expect(parsed.values[index]).toContain(MASK);
      const isLong = secret.length >= 4;
      expect(isLong && parsed.within[index].includes(secret)).toBe(false);
    }
  }
});
