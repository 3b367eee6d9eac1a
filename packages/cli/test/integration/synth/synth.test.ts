import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  appScript,
  checkoutRoot,
  ProjectCopy,
  projectRoot,
  run,
  synthScript,
  type Ended,
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

test("`cdktf synth` gives the stacks, and the same commit the same bytes in another folder", async () => {
  const copy = await ProjectCopy.create();
  const here = await scratch();
  const cdktf = path.join(checkoutRoot, "node_modules/.bin/cdktf");
  const [shown, other] = await Promise.all([
    run(cdktf, ["synth", "--output", here], { cwd: projectRoot, env: { CI: "true" } }),
    copy.run(appScript, [copy.root]),
  ]);
  expect([shown.code, other.code]).toEqual([0, 0]);
  for (const stack of [
    "bootstrap-stack",
    "registry-stack",
    "delivery-stack",
    "dev-stack",
    "prod-stack",
  ]) {
    expect(shown.stdout).toContain(stack);
  }
  // Acknowledgements are for `groundwork policies` to list.
  for (const { stdout, stderr } of [shown, other]) {
    expect(stdout + stderr).not.toContain("S3 writes each access log once");
  }

  const synthesized = await Promise.all([here, path.join(copy.root, "cdktf.out")].map(filesOf));
  expect(Object.keys(synthesized[0]!)).toEqual(
    expect.arrayContaining(["manifest.json", "stacks/dev-stack/cdk.tf.json"]),
  );
  expect(synthesized[1]).toEqual(synthesized[0]);
  expect(JSON.stringify(synthesized[0])).not.toContain(projectRoot);
  await Promise.all([here, copy.root].map((dir) => rm(dir, { recursive: true })));
});

test("what is kept of code changes no byte, when it is made and when it is used", async () => {
  const dirs = await Promise.all(["without", "made", "used"].map(() => scratch()));
  for (const [index, dir] of dirs.entries()) {
    // Other tests' node loads modules in its own way, where none are kept.
    const without = index === 0 ? "1" : "";
    const env = { CDKTF_OUTDIR: dir, NODE_OPTIONS: "", NODE_DISABLE_COMPILE_CACHE: without };
    expect(
      await run(process.execPath, [appScript, projectRoot], { cwd: projectRoot, env }),
    ).toMatchObject({
      code: 0,
      stderr: "",
    });
  }
  const [plain, ...kept] = await Promise.all(dirs.map(filesOf));
  expect(Object.keys(plain!).length).toBeGreaterThan(5);
  expect(kept).toEqual([plain, plain]);
  await Promise.all(dirs.map((dir) => rm(dir, { recursive: true })));
});

test("many stacks, built by several processes, have the bytes that one makes of them", async () => {
  const copy = await ProjectCopy.create();
  await copy.write(
    "environments/index.ts",
    `import { checkConfiguration, type Configuration } from "@groundwork/configuration";
    import { dev } from "./dev";
    import { organization } from "./organization";
    const network = { ...dev.network, connectable: false };
    const environments = Array.from({ length: 50 }, (_, index) => ({ ...dev, name: \`e\${index}\`, network }));
    export const loadConfiguration = (): Configuration => checkConfiguration(organization, environments);`,
  );
  await copy.build();
  const [parts, one] = await Promise.all([scratch(), scratch()]);
  const names = ["bootstrap", "registry", "delivery"];
  const all = [...names, ...Array.from({ length: 50 }, (_, index) => `e${index}`)].join(" ");
  const synth = (env: Record<string, string>) => copy.run(appScript, [copy.root], env);
  for (const ended of [
    await synth({ CDKTF_OUTDIR: parts }),
    await synth({ CDKTF_OUTDIR: one, STACKS: all }),
  ]) {
    expect(ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
  }
  const [byParts, byOne] = await Promise.all([parts, one].map(filesOf));
  expect(Object.keys(byOne!)).toHaveLength(54);
  expect(byParts).toEqual(byOne);
  await Promise.all([parts, one, copy.root].map((dir) => rm(dir, { recursive: true })));
});

const scratch = () => mkdtemp(path.join(tmpdir(), "groundwork-synth-"));

/** Runs the app as edited, where the compiler is not the point. */
async function appOf(copy: ProjectCopy): Promise<Ended> {
  await copy.build();
  return copy.run(appScript, [copy.root]);
}

describe("in a copy of the project", () => {
  let copy: ProjectCopy;
  beforeEach(async () => {
    copy = await ProjectCopy.create();
  });
  afterEach(() => copy.remove());

  test("a type error stops it, nothing stale is run, and what the configuration's checks find comes with it", async () => {
    expect(await readdir(path.join(copy.root, "dist"))).toContain("main.js");
    await copy.edit("environments/prod.ts", "cpuUnits: 512", 'cpuUnits: "512"');
    await copy.edit("environments/dev.ts", "exec: true", "exek: true");
    await copy.edit("environments/dev.ts", 'name: "web",', 'name: "web", memoryMiB: 300,');
    await copy.edit("environments/prod.ts", "\n", "\nconst unused = 1;\n");
    const { code, stdout, stderr } = await copy.run(synthScript);
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(
        /^environments\/dev\.ts\(\d+,\d+\): error TS2353: [^']*'exek' does not exist in type 'EnvironmentInput'\.$/,
      ),
      expect.stringMatching(/^environments\/prod\.ts\(\d+,\d+\): error TS2322/),
      "",
    ]);
    expect(stderr).toMatch(
      /^Error: the configuration has problems:\n(.*\n)*  dev\.services\[0\]\.memory/,
    );
    expect(await readdir(copy.root)).not.toContain("cdktf.out");
    expect(await readdir(path.join(copy.root, "dist"))).not.toContainEqual(
      expect.stringContaining("unchecked"),
    );
  });

  test("a configuration that cannot be is told in full, without a stack trace", async () => {
    await copy.edit("environments/dev.ts", 'name: "web",', 'name: "web", memoryMiB: 300,');
    await copy.edit("environments/prod.ts", "10.20.0.0/16", "10.20.0.0/28");
    const { code, stderr } = await appOf(copy);
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
    const { code, stderr } = await appOf(copy);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/oh[^]*registry-stack/);
  });
});
