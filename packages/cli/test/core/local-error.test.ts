import { explainRefusal } from "../../src/core/aws/refusal";
import { hindranceOf } from "../../src/core/aws/hindrance";
import { localText } from "../../src/core/local-error";
import { failureText, unexpected } from "../../src/core/unexpected";

const failing = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(`${code}: ${message}`), { code, ...more });

const CASES = [
  ["ENOSPC", "no space left on device, write", {}, "Make room on the disk"],
  ["EDQUOT", "disk quota exceeded, write", {}, "Make room on the disk"],
  [
    "EROFS",
    "read-only file system, mkdir '/co/.cache'",
    { path: "/co/.cache" },
    "Work in a checkout",
  ],
  ["EACCES", "permission denied, mkdtemp '/co/x'", { path: "/co/x" }, "Have the owner"],
  ["EPERM", "operation not permitted, open '/co/x'", { path: "/co/x" }, "Have the owner"],
  [
    "EEXIST",
    "file already exists, mkdir '.cache/delivery'",
    { path: ".cache/delivery" },
    "Look what",
  ],
  ["ENOTDIR", "not a directory, open '/co/x'", { path: "/co/x" }, "Look what"],
  ["ENOENT", "no such file or directory, scandir '/no'", { path: "/no" }, "Check the path"],
  ["EMFILE", "too many open files", {}, "Let programs open more files"],
] as const;

describe.each(CASES)("%s: %s", (code, message, more, repair) => {
  const error = failing(code, message, more);

  test("is told in one line, with what to do, by whatever tells it", () => {
    const text = localText(error)!;
    expect(text).toMatch(new RegExp(`^${code}: .*\\. ${repair}.*, then run it again$`));
    expect(failureText(error, {})).toBe(`Error: ${text}`);
    expect(unexpected(error)).toBe(text);
    expect(explainRefusal({ bucket: "b", lockTable: "t" }, error)).toMatchObject({ message: text });
  });

  test("is no matter of AWS", () => {
    expect(hindranceOf(error)).toBeUndefined();
    expect(localText(error)).not.toContain("AWS");
  });
});

test("the path is named, where the message does not", () => {
  const error = failing("EACCES", "permission denied", { path: "/co/x" });
  expect(localText(error)).toContain("the right to it at /co/x");
});

test.each([
  new TypeError("a mistake"),
  failing("ECONNREFUSED", "connect"),
  Object.assign(new Error("exit 1"), { exitCode: 1 }),
  undefined,
])("%s is not of this machine's files", (error) => {
  expect(localText(error)).toBeUndefined();
});
