import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectCommitted, openClone } from "../../src/upgrade/clone";
import { expectOneThing } from "../../src/upgrade/upgrade";

jest.mock("execa", () => ({}));

const NOTHING = { check: false, abort: false, continue: false };

test.each([
  [{}],
  [{ version: "v1.2.3", upstream: "../groundwork", from: "v1.0.0", check: true }],
  [{ abort: true }],
  [{ continue: true }],
])("%j is one thing", (asked) => {
  expect(() => expectOneThing({ ...NOTHING, ...asked })).not.toThrow();
});

test.each([
  [{ abort: true, continue: true }, "--abort and --continue, expected --abort alone"],
  [{ continue: true, check: true }, "--continue and --check, expected --continue alone"],
  [{ abort: true, version: "v1.2.3" }, "--abort and v1.2.3, expected --abort alone"],
  [{ continue: true, upstream: "x", from: "y" }, "--continue and --upstream and --from, expected"],
])("%j is more than one", (asked, expected) => {
  expect(() => expectOneThing({ ...NOTHING, ...asked })).toThrow(`upgrade: got ${expected}`);
});

test("what is not committed is in the way of an upgrade, and not of a look at what there is", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "upgrade-"));
  const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
  execFileSync("git", ["init", "-q"], { cwd: dir });
  execFileSync("git", [...who, "commit", "-q", "--allow-empty", "-m", "x"], { cwd: dir });
  const options = { env: process.env, signal: new AbortController().signal };
  const clone = await openClone(dir, options);
  await expectCommitted(clone);
  writeFileSync(path.join(dir, "notes.md"), "");
  await openClone(dir, options);
  await expect(expectCommitted(clone)).rejects.toThrow("1 file not committed, such as notes.md");
  rmSync(dir, { recursive: true });
});
