import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const { hindrance, whyInstall } = jest.requireActual<{
  hindrance(said: string, code: number | string): string;
  whyInstall(checkout: string): string | undefined;
}>("../../prepare/installed.js");

type Packages = Record<string, object>;

const LOCKED: Packages = {
  "": { name: "infra" },
  "packages/cli": { version: "0.1.0" },
  "node_modules/@x/cli": { resolved: "packages/cli", link: true },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/for-mac": { version: "1.0.0", integrity: "sha512-m", optional: true },
};
const { "": _root, "node_modules/for-mac": _mac, ...INSTALLED } = LOCKED;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "installed-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(file: string, packages: Packages): void {
  mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
  writeFileSync(path.join(dir, file), JSON.stringify({ packages }));
}

function whyWith(locked: Packages | undefined, installed: Packages | undefined) {
  if (locked) write("package-lock.json", locked);
  if (installed) write("node_modules/.package-lock.json", installed);
  for (const name of Object.keys(installed ?? {})) {
    mkdirSync(path.join(dir, name), { recursive: true });
  }
  return whyInstall(dir);
}

test.each<[string, Packages | undefined, Packages | undefined]>([
  ["all is as locked, but for what other platforms need", LOCKED, INSTALLED],
  ["there is more", LOCKED, { ...INSTALLED, "node_modules/b": { version: "1.0.0" } }],
  ["another package manager installs", undefined, undefined],
])("nothing is to be installed where %s", (_, locked, installed) => {
  expect(whyWith(locked, installed)).toBeUndefined();
  // As noted the first time.
  expect(whyInstall(dir)).toBeUndefined();
});

test.each<[string, Packages | undefined, RegExp]>([
  ["nothing is there, or npm was killed", undefined, /^node_modules is missing or not whole$/],
  ["one is missing", { ...INSTALLED, "node_modules/a": undefined! }, /^node_modules\/a is not/],
  [
    "one has another version",
    { ...INSTALLED, "node_modules/a": { version: "1.0.1", integrity: "sha512-b" } },
    /^node_modules\/a is not as package-lock.json says$/,
  ],
  [
    "one has other contents",
    { ...INSTALLED, "node_modules/a": { version: "1.0.0", integrity: "sha512-z" } },
    /^node_modules\/a is not/,
  ],
])("it is where %s", (_, installed, why) => {
  expect(whyWith(LOCKED, installed)).toMatch(why);
});

test("it is where npm's note is there and a package is not", () => {
  const { "packages/cli": _cli, ...others } = LOCKED;
  write("package-lock.json", LOCKED);
  write("node_modules/.package-lock.json", others);
  expect(whyInstall(dir)).toMatch(/^node_modules\/@x\/cli is not as/);
});

test("it is where all was well, and a package has gone since", () => {
  expect(whyWith(LOCKED, INSTALLED)).toBeUndefined();
  rmSync(path.join(dir, "node_modules/@x/cli"), { recursive: true });
  expect(whyInstall(dir)).toMatch(/^node_modules\/@x\/cli is not as/);
});

test("what was found well is looked at again when the lock file has changed, and only then", () => {
  whyWith(LOCKED, INSTALLED);
  write("package-lock.json", { ...LOCKED, "node_modules/b": { version: "2.0.0" } });
  expect(whyInstall(dir)).toMatch("node_modules/b is not");
  write("package-lock.json", LOCKED);
  const now = new Date();
  utimesSync(path.join(dir, "package-lock.json"), now, now);
  expect(whyInstall(dir)).toBeUndefined();
});

test.each([
  [
    "npm error code ENOTFOUND\nnpm error network request to https://r/x failed",
    1,
    /^the registry cannot be reached \(network request .*\)\. Connect to the network/,
  ],
  [
    "npm ERR! code ECONNREFUSED\nnpm ERR! errno x\nnpm ERR! connect",
    1,
    /^the registry cannot .*\(connect\)/,
  ],
  ["npm error code E401\nnpm error Unable to authenticate", 1, /^Unable to authenticate\. Log in/],
  ["npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only", 1, /differ: npm install$/],
  ["npm error code EROFS\nnpm error errno -30\nnpm error read-only", 1, /^read-only\. Run this as/],
  ["npm error code ENOSPC\nnpm error x", 1, /^the disk is full$/],
  ["npm error code E404\nnpm error 404 Not Found - GET https://r/x", 1, /^404 Not Found.*npm ci$/],
  ["spawn npm ENOENT", "ENOENT", /^npm is not on the PATH/],
  ["", "SIGKILL", /^npm ended with SIGKILL\. All that npm says: npm ci$/],
])("what npm ends with is one line: %j", (said, code, line) => {
  expect(hindrance(said, code)).toMatch(line);
  expect(hindrance(said, code)).not.toContain("\n");
});
