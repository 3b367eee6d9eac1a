import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../../src/core/project";
import { backendSettings, initOptions, stateVariables } from "../../src/terraform/environment";

const CLOUD = { cloud: { workspaces: { name: "groundwork-dev" } } };

test("settings are those of the folder; none where there is nothing to read", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-settings-"));
  try {
    // As while the providers of a state are looked for.
    expect(await backendSettings(dir)).toEqual({});
    for (const terraform of [CLOUD, { backend: { s3: {} } }]) {
      await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify({ terraform }));
      expect(await backendSettings(dir)).toEqual(terraform);
    }
  } finally {
    await rm(dir, { recursive: true });
  }
});

test("the workspace is the default one, unless the configuration names one of HCP Terraform", () => {
  for (const settings of [{}, { backend: {} }]) {
    expect(stateVariables(settings)).toEqual({ TF_WORKSPACE: "default" });
  }
  expect(stateVariables(CLOUD)).toMatchObject({ TF_WORKSPACE: undefined });
});

test("what runs here does not run at HCP Terraform, whatever the workspace says", () => {
  expect(stateVariables(CLOUD)).toMatchObject({ TF_FORCE_LOCAL_BACKEND: "1" });
  expect(stateVariables({ backend: {} })).not.toHaveProperty("TF_FORCE_LOCAL_BACKEND");
});

test("HCP Terraform takes no -reconfigure", () => {
  const place = { stack: "dev-stack", dir: "/work" };
  const options = ["-reconfigure", "-lockfile=readonly"];
  expect(initOptions(CLOUD, options, place)).toEqual(["-lockfile=readonly"]);
  expect(initOptions({ backend: {} }, options, place)).toEqual(options);
});

test("a state file is found from another folder too", () => {
  const home = path.join(projectRoot, "cdktf.out/stacks/dev-stack");
  const local = (file: string) => ({ backend: { local: { path: file } } });
  const at = (dir: string, file: string) =>
    initOptions(local(file), [], { stack: "dev-stack", dir });
  const relative = "../../../state/dev/terraform.tfstate";
  expect(at("/tmp/elsewhere/stacks/dev-stack", relative)).toEqual([
    `-backend-config=path=${projectRoot}/state/dev/terraform.tfstate`,
  ]);
  // cdktf has no such option, and would say that the backend has changed.
  expect(at(home, relative)).toEqual([]);
  expect(at("/tmp/elsewhere", "/states/dev.tfstate")).toEqual([]);
});
