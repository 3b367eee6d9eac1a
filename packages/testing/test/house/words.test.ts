import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "../../src/project";
import { roomOf, sources } from "./rooms";

const read = (file: string): string => readFileSync(path.join(checkoutRoot, file), "utf8");

/** Sources of the packages; a team's are its own. */
const own = sources().filter((file) => file.startsWith("packages/"));

const pages = readdirSync(path.join(checkoutRoot, "packages/docs"))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `packages/docs/${file}`);

test("a person is not taken for a man", () => {
  const found = [...own, ...pages].flatMap((file) =>
    read(file)
      .split("\n")
      .filter((line) => /\b(he|him|his|himself)\b/i.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

/** Rooms whose comments have been read for it; others may follow. */
const READ =
  /^(policies|cli\/(masking|terraform|emulator|stand-ins|rehearsal|delivery|state|code-deploy|words))$/;

/** Words with which a comment begins that goes on from the name below it, and has no subject. */
const NO_SUBJECT =
  /^(Of|By|Into|Behind|From|To|With|Without|Over|Beside|Between|Up to|Out of|Not|Nor|Neither|Against|Told|Such as)\b/;

/** The texts of a source's comments. */
const commentsOf = (text: string): string[] =>
  [...text.matchAll(/\/\*\*?([^]*?)\*\/|((?:^[ \t]*\/\/.*\n)+)/gm)].map(([, block, lines]) =>
    (block ?? lines!).replace(/^\s*(\*|\/\/) ?/gm, "").trim(),
  );

const withoutSubject = (text: string): string[] =>
  commentsOf(text).filter((comment) => NO_SUBJECT.test(comment));

test("comments have a subject", () => {
  const rooms = own.filter((file) => READ.test(roomOf(file)));
  expect(rooms.length).toBeGreaterThan(100);
  const found = rooms.flatMap((file) =>
    withoutSubject(read(file)).map((comment) => `${file}: ${comment}`),
  );
  expect(found).toEqual([]);
});

test.each([
  "/** Of the session. */",
  "  /**\n   * By name.\n   *\n   * @default none\n   */",
  "// Not cdktf.out: somebody\n// may be there.\n",
])("%j would be found", (text) => {
  expect(withoutSubject(text)).toHaveLength(1);
});
