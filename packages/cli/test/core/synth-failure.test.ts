import { synthFailure } from "../../src/core/synth-failure";

const text = (stderr: string, signal?: string) => synthFailure({ stderr, signal }).message;

/** As Node prints what nobody caught. */
const crash = (message: string, frames: readonly string[], fields = "") =>
  [
    "node:fs:2346",
    "    return binding.writeFileUtf8(",
    "                   ^",
    "",
    message,
    ...frames.map((frame) => `    at ${frame}`),
    ...(fields ? [`  {\n${fields}\n}`] : []),
    "",
    "Node.js v20.20.2",
  ].join("\n");

test("the app's own message stays as it is, in all its lines", () => {
  expect(text("Error: environments: 2 problems\n  dev.cidr: got x\n  dev.zones: got y")).toBe(
    "environments: 2 problems\n  dev.cidr: got x\n  dev.zones: got y",
  );
});

test("a full disk is told in one line, with what to do", () => {
  const said = crash(
    "Error: ENOSPC: no space left on device, write",
    ["writeFileSync (node:fs:2346:20)", "App.synth (/co/node_modules/cdktf/lib/app.js:1:2)"],
    "  errno: -28,\n  code: 'ENOSPC',\n  syscall: 'write'",
  );
  expect(text(said)).toMatch(
    /^ENOSPC: no space left on device, write\. Make room .*then run it again$/,
  );
});

test("a folder that may not be written to is named", () => {
  const said = crash(
    "Error: EACCES: permission denied, mkdir '/co/cdktf.out'",
    ["mkdirSync (node:fs:1:1)"],
    "  errno: -13,\n  code: 'EACCES',\n  syscall: 'mkdir',\n  path: '/co/cdktf.out'",
  );
  expect(text(said)).toMatch(
    /^EACCES: permission denied, mkdir '\/co\/cdktf\.out'\. Have the owner/,
  );
});

test("any other error is one line, with the place that is ours", () => {
  const said = crash("TypeError: Cannot read properties of undefined (reading 'name')", [
    "of (/co/node_modules/x/stacks/y.js:1:1)",
    "build (/co/dist/stacks/index.js:12:5)",
    "Object.<anonymous> (/co/dist/main.js:3:1)",
  ]);
  expect(text(said)).toBe(
    "the synth failed at stacks/index.js:12: TypeError: Cannot read properties of undefined (reading 'name')",
  );
});

test("a signal, as where memory has run out", () => {
  expect(text("", "SIGKILL")).toContain("ended by SIGKILL");
  expect(text("")).toBe("the synth ended without a word");
});
