import { createHash } from "node:crypto";
import { MASK, masker } from "../../src/masking/masker";
import { proof, randomOf } from "@groundwork/testing/proof";
import { FORMS, goJson, secretOf } from "./samples";

const LENGTHS = [4, 7, 33, 200];

describe.each(Object.entries(FORMS))("a secret in %s", (_, form) => {
  test.each(LENGTHS)("of %i characters is gone, wherever it stands", (length) => {
    const { cases, seed } = proof(4);
    const random = randomOf(seed + length);
    for (let sample = 0; sample < cases; sample++) {
      // Not ending in a space, which an end of base64 would cut; nor beginning with one, which a
      // break of the line before it is masked with.
      const secret = `${secretOf(random, length - 1).replace(/^\s/, "q")}q`;
      const written = form(secret);
      const mask = masker(["another secret", secret]);
      for (const [before, after] of [
        ["", ""],
        ['Error: "', '" is not allowed'],
        ["x=", "&y=2\n"],
        ["a line\n", "\nanother"],
      ] as const) {
        const masked = mask(before + written + after);
        expect(masked).not.toContain(written);
        expect(masked).toContain(MASK);
        expect([masked.startsWith(before), masked.endsWith(after)]).toEqual([true, true]);
      }
    }
  });
});

describe.each(["base64", "base64url"] as const)("a secret in %s", (encoding) => {
  test.each([0, 1, 2])("behind %i bytes: no digit is left that holds a bit of it", (before) => {
    const { cases, seed } = proof(15);
    const random = randomOf(seed + before);
    for (let sample = 0; sample < cases; sample++) {
      const secret = secretOf(random, 4 + Math.floor(random() * 40)).trim() + "test";
      const whole = Buffer.from(`${"x".repeat(before)}${secret}`).toString(encoding);
      const within = Buffer.from(`${"x".repeat(before)}${secret}yyy`).toString(encoding);
      const first = Math.floor((before * 8) / 6);
      const end = Math.ceil(((before + Buffer.byteLength(secret)) * 8) / 6);
      const mask = masker([secret]);
      expect(mask(whole)).toBe(`${whole.slice(0, first)}${MASK}${whole.slice(end)}`);
      expect(mask(`/${within} `)).toBe(`/${within.slice(0, first)}${MASK}${within.slice(end)} `);
    }
  });
});

test("what is around it in the same base64 stays", () => {
  const text = Buffer.from('{"user":"admin","password":"hunter2.*","host":"db"}').toString(
    "base64",
  );
  const [before, after] = masker(["hunter2.*"])(`auth ${text}`).split(MASK) as [string, string];
  expect(text.startsWith(before.slice("auth ".length))).toBe(true);
  expect(text.endsWith(after)).toBe(true);
  expect(before.length + after.length).toBeGreaterThan(text.length - 12);
});

test("escaped within base64, as in a file of Docker's credentials", () => {
  const auth = Buffer.from("user:hunter2.*").toString("base64");
  const file = Buffer.from(JSON.stringify({ auths: { r: { auth, p: "Tr<ub" } } })).toString(
    "base64",
  );
  const masked = masker(["hunter2.*", "Tr<ub"])(file);
  expect(masked.split(MASK)).toHaveLength(3);
  const go = Buffer.from(goJson("Tr<ub&4dor")).toString("base64");
  expect(masker(["Tr<ub&4dor"])(go)).toContain(MASK);
});

test("a number beyond 2^53, also where a program has rounded it", () => {
  const mask = masker(["7227701560655103597"]);
  const text = "7227701560655103597, 7227701560655104000 and 7.227701560655104e+18";
  expect(mask(text)).toBe(`${MASK}, ${MASK} and ${MASK}`);
  expect(mask("7227701560655103590")).toBe("7227701560655103590");
});

describe("several", () => {
  test("of which one begins, ends or lies in another: the whole of it", () => {
    const mask = masker(["secret-1", "secret-1-longer", "longer-than", "et-1-"]);
    expect(mask("secret-1-longer and secret-1")).toBe(`${MASK} and ${MASK}`);
    expect(mask("secret-1-longer-than that")).toBe(`${MASK} that`);
  });

  test("a text of several lines, and each of its lines", () => {
    const key = '-----BEGIN-----\n  MIIB"abc\r\n---\n-----END-----';
    const mask = masker([key]);
    expect(mask(`got ${JSON.stringify(key)}`)).toBe(`got "${MASK}"`);
    expect(mask('> MIIB"abc <')).toBe(`> ${MASK} <`);
    expect(mask("--- and ---")).toBe("--- and ---");
  });

  test("thousands, with one of 32,768 characters and one of a million", () => {
    const secrets = Array.from({ length: 5000 }, (_, index) => `Tr<ub&4dor>${index}x`);
    const large = ["k".repeat(32_768), `${"a line of it\n".repeat(77_000)}`];
    const mask = masker([...secrets, ...large]);
    const text = [...secrets, ...large].map((secret) => `value: ${goJson(secret)}\n`).join("");
    expect(mask(text)).toBe(`value: "${MASK}"\n`.repeat(5002));
  });

  test("of one character many times, beside one that it nearly is", () => {
    const long = "a".repeat(100_000);
    const mask = masker([long, `${"a".repeat(50)}b`]);
    expect(mask(`${"a".repeat(99_999)}.${long}b ${"a".repeat(60)}b`)).toBe(
      `${"a".repeat(99_999)}.${MASK} ${"a".repeat(10)}${MASK}`,
    );
  });
});

describe("what stays", () => {
  test("Terraform's own masks, whatever is a secret", () => {
    const mask = masker(["sensitive", "value"]);
    expect(mask(`a = ${MASK}`)).toBe(`a = ${MASK}`);
    expect(mask(mask("the value"))).toBe(mask("the value"));
  });

  test("booleans and blanks, and all where there are no secrets", () => {
    expect(masker(["true", "false", "", "    "])("true    false")).toBe("true    false");
    expect(masker([])("a plan")).toBe("a plan");
  });

  test("text that is not UTF-8, or in any notation", () => {
    const text = "100%, %zz, \\, \\u12, =A, é \u{1F600} \uD800";
    expect(masker(["hunter22"])(text)).toBe(text);
  });
});

test("what goes wrong says nothing of the secrets", () => {
  const broken = { length: 9, split: () => [], valueOf: () => 1 } as unknown as string;
  expect(() => masker([broken])).toThrow(/^what is sensitive could not be told from the rest/);
  expect(() => masker(["hunter2.*"])(null as unknown as string)).toThrow(
    expect.objectContaining({ name: "OperationError" }),
  );
});

test.each([
  ["correct horse battery staple", "Error: it is correct horse\n\u2502 battery staple, and"],
  ["correct horse battery staple", "it is correct\nhorse battery\n  staple"],
  ["correct horse battery staple", JSON.stringify("a correct horse\n\u2502 battery staple")],
  ["123\n456\r\n789", "\u2502   123\n\u2502   456\n\u2502   789"],
  ["pa${ss}%{w}", 'x = "pa$${ss}%%{w}"'],
])("%j is masked where Terraform breaks its lines or writes HCL", (secret, text) => {
  const masked = masker([secret])(text);
  for (const part of ["correct", "horse", "staple", "123", "456", "789", "ss"]) {
    expect(masked).not.toContain(part);
  }
  expect(masked).toContain(MASK);
});

test("numbers are masked however many digits or which exponent they are written with", () => {
  const is = (secret: string, text: string) =>
    expect(masker([secret])(`a ${text} b`)).toBe(`a ${MASK} b`);
  is("1e+21", "1000000000000000000000");
  is("1.25e+22", "12500000000000000000000");
  is("-1.5e-7", "-0.00000015");
  is("12345678901234567.89", "12345678901234568");
  is("-12345678901234567.89", "-1.2345678901234568e+16");
  expect(masker(["1e999999999", "0123456789012345678"])("1 123456789012345680")).toBe(
    "1 123456789012345680",
  );
});

test("a string alone is a JSON document as well", () => {
  expect(masker(["nabc"])(JSON.stringify("x\nabc"))).toBe(`"x${MASK}"`);
  expect(JSON.parse(masker(["12345"])("12345"))).toBe(MASK);
});

/** In seconds of the processor. */
function timeOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

test("megabytes of secrets do not take longer than the text asks for", () => {
  const line = (at: string) => createHash("sha512").update(at).digest("base64");
  const secrets = Array.from({ length: 1_000 }, (_, at) =>
    Array.from({ length: 15 }, (__, number) => line(`${at} ${number}`)).join("\n"),
  );
  expect(timeOf(() => masker(secrets)(`a ${secrets[0]}`))).toBeLessThan(2);
}, 60_000);
