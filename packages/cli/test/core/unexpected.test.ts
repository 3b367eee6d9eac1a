import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { OperationError } from "../../src/core/errors";
import { failureText, unexpected } from "../../src/core/unexpected";

const SECRET = "S3CR3T-LINE";

/** What some work of others throws. */
function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each([
  ["V8, of a pattern", () => new RegExp(`${SECRET}(`)],
  ["JSON.parse", () => JSON.parse(`{"a": ${SECRET}}`)],
  ["a number of too many digits", () => BigInt(SECRET)],
  ["somebody's own", () => Object.assign(new Error(`got ${SECRET}`), { name: `${SECRET} x` })],
  [
    "a process, with its output",
    () => Object.assign(new Error(SECRET), { stdout: SECRET, code: "X" }),
  ],
  ["no Error", () => SECRET],
])("an error of %s is told in one line, without its message", (_, work) => {
  const text = failureText(thrown(work), {});
  expect(text.replace(/unexpected S3CR3T\b/, "unexpected")).not.toContain(SECRET);
  expect(text).toMatch(/^Error: unexpected \w+/);
  expect(text).toMatch(/GROUNDWORK_DEBUG=1$/);
  expect(text.split("\n")).toHaveLength(1);
});

test("where it was thrown is told, if it is here", () => {
  const error = new TypeError(SECRET);
  const stackWith = (...frames: string[]) =>
    [`TypeError: ${SECRET}`, "at parse (node:internal/x:1:1)", ...frames].join("\n    ");
  const library = "at Construct (/home/kim/a b/node_modules/x/packages/y/index.js:1:1)";
  error.stack = stackWith(library, "at of (/home/kim/a b/packages/cli/dist/state/open.js:12:3)");
  expect(unexpected(error)).toBe("unexpected TypeError at packages/cli/dist/state/open.js:12");
  error.stack = stackWith(library, "at of (/home/kim/a b/dist/stacks/index.js:7:3)");
  expect(unexpected(error)).toBe("unexpected TypeError at stacks/index.js:7");
});

test("what names what was asked for is told as it is", () => {
  expect(failureText(new OperationError("the plan is stale", 3), {})).toBe(
    "Error: the plan is stale",
  );
  expect(failureText(new ConfigurationError(["a: got b"]), {})).toContain("a: got b");
  const missing = thrown(() => process.getBuiltinModule("node:fs").readFileSync("/no/such/file"));
  expect(failureText(missing, {})).toContain(
    "ENOENT: no such file or directory, open '/no/such/file'",
  );
  const denied = Object.assign(new Error("no s3:GetObject"), {
    name: "AccessDenied",
    $metadata: { httpStatusCode: 403 },
  });
  expect(failureText(denied, {})).toContain("AccessDenied: no s3:GetObject");
});

test("all of it, for those who ask", () => {
  const text = failureText(new Error(SECRET), { GROUNDWORK_DEBUG: "1" });
  expect(text).toContain(SECRET);
  expect(text).toMatch(/^ +at /m);
});
