import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { OperationError } from "../../src/core/errors";
import { INTERRUPTED } from "../../src/core/exit-codes";
import { interruption } from "../../src/core/interruption";
import { expectProject, projectRoot, synthesize, synthesizeStack } from "../../src/core/project";

jest.mock("execa", () => ({ execa: jest.fn() }));

/** A synth that goes on until it is cancelled. */
const started = jest.mocked(execa as unknown as (...args: unknown[]) => Promise<unknown>);

interface AppOptions {
  readonly env: { readonly CDKTF_OUTDIR: string; readonly STACKS?: string };
}

/** A synth that makes the stacks that it is told, as the app does. */
const build = async (...args: unknown[]) => {
  const { CDKTF_OUTDIR: outDir, STACKS = "dev-stack prod-stack" } = (args[2] as AppOptions).env;
  const stacks: Record<string, object> = {};
  for (const name of STACKS.split(" ")) {
    const workingDirectory = path.join("stacks", name);
    stacks[name] = { workingDirectory };
    await mkdir(path.join(outDir, workingDirectory, "assets"), { recursive: true });
    await writeFile(path.join(outDir, workingDirectory, "cdk.tf.json"), `{ "new": "${name}" }`);
    await writeFile(path.join(outDir, workingDirectory, "assets/page.html"), "page");
  }
  await writeFile(path.join(outDir, "manifest.json"), JSON.stringify({ stacks }));
  return { exitCode: 0, stderr: "" };
};

describe("a command that needs some stacks", () => {
  let outDir: string;
  beforeEach(async () => {
    outDir = await mkdtemp(path.join(tmpdir(), "groundwork-project-"));
    started.mockImplementation(build);
  });
  afterEach(() => rm(outDir, { recursive: true }));

  test("has those alone built, whatever STACKS names", async () => {
    const env = { STACKS: "prod-stack" };
    const names = async (stacks?: string[]) =>
      (await synthesize({ outDir, env, ...(stacks && { stacks }) })).map(({ name }) => name);
    expect(await names(["dev-stack"])).toEqual(["dev-stack"]);
    expect(await names(["dev-stack", "registry-stack"])).toEqual(["registry-stack", "dev-stack"]);
    expect(await names([])).toEqual(["prod-stack"]);
    expect(await names()).toEqual(["prod-stack"]);
  });

  test("is given no others by an app that does not heed STACKS", async () => {
    started.mockImplementation((file, args, options) =>
      build(file, args, {
        env: { ...(options as AppOptions).env, STACKS: "dev-stack prod-stack" },
      }),
    );
    expect(await synthesize({ outDir, stacks: ["prod-stack"] })).toMatchObject([
      { name: "prod-stack" },
    ]);
  });

  test("finds one where Terraform runs, with what lies there, and leaves the list of all", async () => {
    const name = `scratch-${process.pid}-stack`;
    const dir = path.join(projectRoot, "cdktf.out/stacks", name);
    const manifest = () => readFile(path.join(projectRoot, "cdktf.out/manifest.json"), "utf8");
    const before = await manifest().catch(() => undefined);
    try {
      await mkdir(path.join(dir, ".terraform"), { recursive: true });
      await writeFile(path.join(dir, "cdk.tf.json"), '{ "old": "and longer than what is new" }');
      expect(await synthesizeStack(name, { env: {} })).toEqual({ name, dir });
      expect((await readdir(dir)).toSorted()).toEqual([".terraform", "assets", "cdk.tf.json"]);
      expect(await readFile(path.join(dir, "cdk.tf.json"), "utf8")).toBe(`{ "new": "${name}" }`);
      expect(await manifest().catch(() => undefined)).toBe(before);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

test("Ctrl-C ends a synth at once, and none is begun after it", async () => {
  started.mockClear();
  started.mockImplementation((...args) => {
    const { cancelSignal } = args[2] as { cancelSignal: AbortSignal };
    return new Promise((resolve) => {
      cancelSignal.addEventListener("abort", () => resolve({ exitCode: undefined, stderr: "" }));
    });
  });
  const interrupted = new OperationError("interrupted", INTERRUPTED);
  const synth = synthesize();
  setTimeout(() => interruption.abort(interrupted), 10);
  await expect(synth).rejects.toBe(interrupted);
  await expect(synthesize()).rejects.toBe(interrupted);
  expect(started).toHaveBeenCalledTimes(1);
});

test("a project of another kind is told from a checkout of groundwork", () => {
  expect(() => expectProject()).not.toThrow();
  expect(() => expectProject("/tmp")).toThrow(
    "/tmp: got a cdktf.json without environments/, expected a checkout of groundwork: run this in one",
  );
});
