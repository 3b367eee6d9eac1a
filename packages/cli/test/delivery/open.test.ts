import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { privateWorkspace, recordOf, terraformEnvironment } from "../../src/delivery/open";
import type { PlanStore } from "../../src/delivery/store/plan-store";
import { ID, record, summary } from "./plan/plan-records";

// No command is run here; and it is a module that jest cannot load.
jest.mock("execa", () => ({}));
jest.mock("../../src/core/project", () => {
  const { mkdtempSync } = jest.requireActual<typeof import("node:fs")>("node:fs");
  const { tmpdir } = jest.requireActual<typeof import("node:os")>("node:os");
  const projectRoot = mkdtempSync(`${tmpdir()}/groundwork-open-`);
  return { projectRoot, cacheDir: `${projectRoot}/.cache` };
});
const { projectRoot, cacheDir } =
  jest.requireMock<Record<"projectRoot" | "cacheDir", string>>("../../src/core/project");
afterAll(() => rm(projectRoot, { recursive: true }));

describe("the environment of Terraform", () => {
  test("has no data folder that all stacks would share", async () => {
    const env = await terraformEnvironment({
      TF_DATA_DIR: "/x",
      TF_DATA_DIRECTORY: "y",
      HOME: "/h",
    });
    expect(env).toMatchObject({ TF_DATA_DIRECTORY: "y", HOME: "/h" });
    expect(env).not.toHaveProperty("TF_DATA_DIR");
  });

  test("a plugin cache that is set to nothing is none", async () => {
    const ours = path.join(cacheDir, "terraform-plugins");
    expect(await terraformEnvironment({ TF_PLUGIN_CACHE_DIR: "" })).toMatchObject({
      TF_PLUGIN_CACHE_DIR: ours,
    });
    const theirs = path.join(projectRoot, "plugins");
    expect(await terraformEnvironment({ TF_PLUGIN_CACHE_DIR: theirs })).toMatchObject({
      TF_PLUGIN_CACHE_DIR: theirs,
    });
  });
});

// More than any process id.
test.each([
  ["that is dead", 99_999_999],
  ["that had our id", process.pid],
])("what an apply of a process %s could not write outlives its folder", async (_, pid) => {
  const told = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const dir = path.join(cacheDir, "delivery", String(pid), ID);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "errored.tfstate"), `state of ${pid}`);
  const workspace = await privateWorkspace({});
  const file = path.join("errored", ID, "errored.tfstate");
  expect(await readFile(path.join(projectRoot, file), "utf8")).toBe(`state of ${pid}`);
  expect(told.mock.calls.flat().join()).toContain(`it is in ${file}`);
  expect(await readdir(path.join(cacheDir, "delivery"))).toEqual([String(process.pid)]);
  await workspace.remove();
  told.mockRestore();
});

describe("a plan by its id", () => {
  const find = (found: ReturnType<typeof summary> | undefined, id = ID) => {
    const store = { record: async () => found && record({ summary: found }) };
    return recordOf({ store: store as unknown as PlanStore }, id);
  };

  test("is what lies under it", async () => {
    expect((await find(summary())).summary.id).toBe(ID);
    await expect(find(undefined)).rejects.toMatchObject({ exitCode: 1 });
    await expect(find(summary(), "../x")).rejects.toMatchObject({ exitCode: 1 });
  });

  test.each(["abc", "dev-stack", "dev-stack-20261121", "../x", ""])(
    "%j is no id, which is said without a look at the store",
    async (id) => {
      const ask = jest.fn();
      const store = { record: ask } as unknown as PlanStore;
      await expect(recordOf({ store }, id)).rejects.toThrow(
        `got the plan ${id || '""'}, expected an id such as dev-stack-20261121T035512Z-48cdd2f0-9f3a; npx --no -- groundwork plans lists them`,
      );
      expect(ask).not.toHaveBeenCalled();
    },
  );

  // Of dev it would need no approval, whatever was planned.
  test.each([
    ["the stack of another", { stack: "dev-stack" }],
    ["another's id", { id: ID.replace("prod", "dev") }],
  ])("is refused with %s in its summary: 4", async (_, lie) => {
    await expect(find(summary(lie))).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("somebody has written to the store"),
    });
  });
});
