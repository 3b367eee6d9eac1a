import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  CHANGELOG,
  clone,
  expectReleased,
  git,
  read,
  release,
  state,
  today,
} from "./release-clone";

jest.setTimeout(60_000);

/** A git that ends whoever calls it, before or after it has done what is named. */
function deadly(name: string, when: "before" | "after"): NodeJS.ProcessEnv {
  const bin = path.join(clone, ".git/bin");
  mkdirSync(bin);
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const shot = `if [ "$1" = ${name} ]; then kill -9 "$PPID"; exit 1; fi`;
  const call = `"${real}" "$@" || exit`;
  const lines = when === "before" ? [shot, call] : [call, shot];
  writeFileSync(path.join(bin, "git"), `#!/bin/sh\n${lines.join("\n")}\n`);
  chmodSync(path.join(bin, "git"), 0o755);
  return { PATH: `${bin}:${process.env["PATH"]}` };
}

test.each([
  ["before", "add"],
  ["after", "add"],
  ["before", "update-ref"],
] as const)("killed %s %s it is no release, and is one when run again", (when, name) => {
  const { heads } = state();
  expect(release(["minor"], deadly(name, when)).signal).toBe("SIGKILL");
  expect(state().heads).toBe(heads);
  expect(release(["minor"]).status).toBe(0);
  expectReleased("0.2.0");
});

test("killed after update-ref it is a release", () => {
  expect(release(["minor"], deadly("update-ref", "after")).signal).toBe("SIGKILL");
  expectReleased("0.2.0");
});

test("killed between two files, yesterday, it is made whole today", () => {
  release(["minor"]);
  const changelog = read(CHANGELOG).replace(today, "2026-11-28");
  git("tag", "-d", "v0.2.0");
  git("reset", "--quiet", "--keep", "HEAD~1");
  writeFileSync(path.join(clone, CHANGELOG), changelog);
  expect(release(["minor"]).status).toBe(0);
  expectReleased("0.2.0");
});
