import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { workspaceOf } from "../../src/terraform/environment";

test("the workspace is the default one, unless the configuration names one of HCP Terraform", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-workspace-"));
  const workspaceWith = async (terraform: object) => {
    await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify({ terraform }));
    return workspaceOf(dir);
  };
  try {
    // As while the providers of a state are looked for.
    expect(await workspaceOf(dir)).toEqual({ TF_WORKSPACE: "default" });
    expect(await workspaceWith({ backend: { s3: {} } })).toEqual({ TF_WORKSPACE: "default" });
    const cloud = { workspaces: { name: "groundwork-dev" } };
    expect(await workspaceWith({ cloud })).toEqual({ TF_WORKSPACE: undefined });
  } finally {
    await rm(dir, { recursive: true });
  }
});
