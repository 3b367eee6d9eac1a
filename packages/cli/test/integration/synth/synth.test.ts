import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  checkoutRoot,
  ProjectCopy,
  projectRoot,
  run,
  synthScript,
} from "@groundwork/testing/project";

jest.setTimeout(120_000);

/** Every file below a folder, with its text. */
async function filesOf(dir: string): Promise<Record<string, string>> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(dir, file), await readFile(file, "utf8")];
    });
  return Object.fromEntries(await Promise.all(texts));
}

test("the same commit gives the same bytes, again and in another folder", async () => {
  const copy = await ProjectCopy.create();
  const dirs = await Promise.all(
    [1, 2].map(() => mkdtemp(path.join(tmpdir(), "groundwork-synth-"))),
  );
  const synthesized = [];
  for (const [index, cwd] of [projectRoot, copy.root].entries()) {
    const env = { CDKTF_OUTDIR: dirs[index]! };
    const { code } = await run(process.execPath, [synthScript], { cwd, env });
    expect(code).toBe(0);
    synthesized.push(await filesOf(dirs[index]!));
  }
  expect(Object.keys(synthesized[0]!)).toEqual(
    expect.arrayContaining(["manifest.json", "stacks/dev-stack/cdk.tf.json"]),
  );
  expect(synthesized[1]).toEqual(synthesized[0]);
  expect(JSON.stringify(synthesized[0])).not.toContain(projectRoot);
  await Promise.all([...dirs, copy.root].map((dir) => rm(dir, { recursive: true })));
});

test("`cdktf synth` runs it and finds the stacks", async () => {
  const cdktf = path.join(checkoutRoot, "node_modules/.bin/cdktf");
  const { code, stdout } = await run(cdktf, ["synth"], { cwd: projectRoot, env: { CI: "true" } });
  expect(code).toBe(0);
  for (const stack of [
    "bootstrap-stack",
    "registry-stack",
    "delivery-stack",
    "dev-stack",
    "prod-stack",
  ]) {
    expect(stdout).toContain(stack);
  }
});

describe("in a copy of the project", () => {
  let copy: ProjectCopy;
  beforeEach(async () => {
    copy = await ProjectCopy.create();
  });
  afterEach(() => copy.remove());

  test("a type error stops it with the compiler's message, and nothing stale is run", async () => {
    expect((await copy.run(synthScript)).code).toBe(0);
    await rm(path.join(copy.root, "cdktf.out"), { recursive: true });
    await copy.edit("environments/dev.ts", "logRetentionDays: 7", 'logRetentionDays: "7"');
    const { code, stdout } = await copy.run(synthScript);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/environments\/dev\.ts\(\d+,\d+\): error TS2322/);
    expect(await readdir(copy.root)).not.toContain("cdktf.out");
  });

  test("what the compiler finds and what the configuration's checks find come together", async () => {
    await copy.edit("environments/dev.ts", "exec: true", "exek: true");
    await copy.edit("environments/dev.ts", 'name: "web",', 'name: "web", memoryMiB: 300,');
    await copy.edit("environments/prod.ts", "\n", "\nconst unused = 1;\n");
    const { code, stdout, stderr } = await copy.run(synthScript);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^environments\/dev\.ts\(\d+,\d+\): error TS2353: [^']*'exek' does not exist in type '\{ name: string; .{0,40} \.\.\.'\.\n$/,
    );
    expect(stderr).toMatch(/^Error: the configuration has problems:\n  dev\.services\[0\]\.memory/);
    expect(await readdir(path.join(copy.root, "dist"))).not.toContainEqual(
      expect.stringContaining("unchecked"),
    );
  });

  test("a configuration that cannot be is told in full, without a stack trace", async () => {
    await copy.edit("environments/dev.ts", 'name: "web",', 'name: "web", memoryMiB: 300,');
    await copy.edit("environments/prod.ts", "10.20.0.0/16", "10.20.0.0/28");
    const { code, stderr } = await copy.run(synthScript);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: [
        "Error: the configuration has problems:",
        "  dev.services[0].memoryMiB: got 300, expected one of 512, 1024, 2048 for 256 cpu units",
        "  prod.network.cidr: got 10.20.0.0/28, expected the first address of a block from /16 to /23, such as 10.10.0.0/16",
        "",
      ].join("\n"),
    });
  });

  test("a mistake in a stack keeps its stack trace: somebody has to find it", async () => {
    await copy.edit(
      "stacks/registry-stack.ts",
      "const repositories",
      'throw new Error("oh"); const repositories',
    );
    const { code, stderr } = await copy.run(synthScript);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/oh[^]*registry-stack/);
  });
});
