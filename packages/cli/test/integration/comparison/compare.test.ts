import { spawnSync } from "node:child_process";
import { cliScript, ProjectCopy, run } from "@groundwork/testing/project";
import { commitAll, git } from "../../support/committed";

jest.setTimeout(120_000);

let copy: ProjectCopy;
let first: string;

/** The command in the copy, without credentials, and with a proxy that answers nobody. */
const compare = (...args: string[]) =>
  copy.groundwork(["compare", ...args], {
    HTTPS_PROXY: "http://127.0.0.1:9",
    AWS_REGION: undefined,
  });

beforeAll(async () => {
  copy = await ProjectCopy.create();
  first = await commitAll(copy, "first");
  await git(copy, "branch", "before");
  await copy.edit("environments/dev.ts", "logRetentionDays: 7", "logRetentionDays: 30");
});

afterAll(() => copy.remove());

test("what is not committed is told by stack, with the option and the file that it comes from", async () => {
  const { code, stdout, stderr } = await compare();
  expect([code, stderr]).toEqual([2, ""]);
  expect(stdout).toContain(`What differs between ${first.slice(0, 8)} and the files at hand:`);
  expect(stdout).toContain("  dev.logRetentionDays: 7 -> 30 (environments/dev.ts)\n");
  expect(stdout).toMatch(/^dev-stack: \d+ changed$/m);
  expect(stdout).toMatch(
    /~ service \S+, task log group: aws_cloudwatch_log_group\.\S+\n +retention 7 -> 30 days/,
  );
  expect(stdout).toMatch(/^Nothing differs in .*prod-stack.*\.$/m);
});

test("what the code changes is told apart from what an option does", async () => {
  await copy.edit(
    "stacks/environment-stack.ts",
    /^ {4}super\([^;]*\);\n/m,
    '$&    this.addOverride("locals.made", "by code");\n',
  );
  const { code, stdout } = await compare("before", "--json");
  await git(copy, "checkout", "--", "stacks");
  expect(code).toBe(2);
  const { options, code: files, stacks } = JSON.parse(stdout);
  expect(options).toMatchObject([{ name: "dev.logRetentionDays", file: "environments/dev.ts" }]);
  expect(files).toEqual(["stacks/environment-stack.ts"]);
  const dev = stacks.find(({ stack }: { stack: string }) => stack === "dev-stack");
  const group = dev.elements.find(
    ({ type }: { type: string }) => type === "aws_cloudwatch_log_group",
  );
  expect(group).toMatchObject({
    change: "changed",
    replaced: "no",
    arguments: [{ path: "retention_in_days", before: 7, after: 30 }],
    from: { options: ["dev.logRetentionDays"], code: false },
  });
  expect(dev.settings).toMatchObject([
    { setting: "local.made", after: "by code", from: { options: [], code: true } },
  ]);
});

test("two commits that are synthesized alike differ in nothing", async () => {
  await copy.write("notes.md", "x");
  await commitAll(copy, "second");
  await git(copy, "checkout", "--quiet", "--", ".");
  await copy.write("notes.md", "y");
  await commitAll(copy, "third");
  const [same, alike] = [await compare("HEAD..HEAD"), await compare("HEAD~1..HEAD")];
  expect(same).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Nothing differs, as both sides are the commit \w+\.\n$/),
  });
  expect(alike).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Nothing differs between \w+ and \w+\.\n$/),
  });
});

/** A network of a process's own, which leads nowhere: not even the loopback interface is up. */
const ALONE = ["unshare", "--map-root-user", "--net"] as const;
const canBeAlone = spawnSync(ALONE[0], [...ALONE.slice(1), "true"]).status === 0;

(canBeAlone ? describe : describe.skip)("without a network", () => {
  test("a commit that was never synthesized is compared", async () => {
    await copy.write("notes.md", `${Date.now()} ${process.pid}`);
    await commitAll(copy, "never seen");
    await copy.edit("environments/dev.ts", "logRetentionDays: 30", "logRetentionDays: 14");
    const [program, ...args] = [...ALONE, process.execPath, cliScript, "compare", "HEAD"];
    const { code, stdout, stderr } = await run(program!, args, { cwd: copy.root });
    expect([code, stderr]).toEqual([2, ""]);
    expect(stdout).toContain("  dev.logRetentionDays: 30 -> 14 (environments/dev.ts)\n");
  });
});

test.each([
  [
    ["befor"],
    "got befor, expected a commit, a branch or a tag of this repository\nDid you mean before?",
  ],
  [["--json", "--markdown"], "got --json and --markdown, expected one of them"],
  [["before..nowhere"], "got nowhere, expected a commit"],
])("%j is refused in a line", async (args, message) => {
  const { code, stdout, stderr } = await compare(...(args as string[]));
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(`Error: ${message}`);
  expect(stderr).not.toMatch(/^ +at /m);
});
