import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  releaseIn,
  releaseName,
  releaseNote,
  requireTerraform,
  terraformCommand,
  terraformProcesses,
  terraformProgram,
} from "../../src/terraform/release";

test.each([
  ["Terraform v1.11.4\non linux_amd64\n", { product: "Terraform", version: "1.11.4" }],
  [
    "Terraform v1.16.0-rc2\non linux_amd64\n+ provider registry.terraform.io/hashicorp/aws v6.25.0\n",
    { product: "Terraform", version: "1.16.0-rc2" },
  ],
  [
    "Warning: something about the settings\n\nOpenTofu v1.11.6\non linux_amd64\n",
    { product: "OpenTofu", version: "1.11.6" },
  ],
  ["terragrunt version v0.93.0\n", undefined],
  ["", undefined],
])("the release in %j", (said, release) => expect(releaseIn(said)).toEqual(release));

test("a note of a release tells OpenTofu from a Terraform of the same number", () => {
  const notes = (["Terraform", "OpenTofu"] as const).map((product) =>
    releaseNote({ product, version: "1.11.6" }),
  );
  expect(notes).toEqual(["1.11.6", "OpenTofu 1.11.6"]);
  expect(notes.map(releaseName)).toEqual(["Terraform 1.11.6", "OpenTofu 1.11.6"]);
});

test("a command that a person is to type names the program at hand", () => {
  expect(terraformCommand("force-unlock 1", {})).toBe("terraform force-unlock 1");
  expect(terraformCommand("force-unlock 1", { TERRAFORM_BINARY_NAME: "tofu" })).toBe(
    "tofu force-unlock 1",
  );
  expect(terraformCommand("plan", { TERRAFORM_BINARY_NAME: "/opt/my tools/tofu" })).toBe(
    "'/opt/my tools/tofu' plan",
  );
});

test("the program is the one that cdktf runs as well", () => {
  expect(terraformProgram({})).toBe("terraform");
  expect(terraformProgram({ TERRAFORM_BINARY_NAME: "" })).toBe("terraform");
  expect(terraformProgram({ TERRAFORM_BINARY_NAME: "tofu" })).toBe("tofu");
  expect(terraformProcesses({ TERRAFORM_BINARY_NAME: "/opt/bin/terraform-1.11" })).toEqual([
    "terraform",
    "tofu",
    "terraform-1.11",
  ]);
});

describe("what is required", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "groundwork-release-"));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const program = async (name: string, said: string, mode = 0o755) => {
    const file = path.join(dir, name);
    await writeFile(file, `#!/bin/sh\necho "${said}"\n`);
    await chmod(file, mode);
    return file;
  };
  const asked = (TERRAFORM_BINARY_NAME?: string, PATH = `${dir}:/usr/bin:/bin`) =>
    requireTerraform({ PATH, TERRAFORM_BINARY_NAME }).catch((error: Error) => error.message);

  test("is Terraform or OpenTofu, by name or by path", async () => {
    await program("terraform", "Terraform v1.12.0");
    const tofu = await program("tofu", "OpenTofu v1.11.6");
    expect(await asked()).toEqual({ product: "Terraform", version: "1.12.0" });
    expect(await asked("tofu")).toEqual({ product: "OpenTofu", version: "1.11.6" });
    expect(await asked(tofu, "/nonexistent")).toEqual({ product: "OpenTofu", version: "1.11.6" });
  });

  test("is said in one line where it is missing, old or something else", async () => {
    await program("old", "OpenTofu v1.10.5");
    await program("old-terraform", "Terraform v1.10.5");
    await program("ten", "OpenTofu v1.10.6");
    await program("grunt", "terragrunt version v0.93.0");
    await program("text", "Terraform v1.12.0", 0o644);
    const alone = path.join(dir, "alone");
    await mkdir(alone);
    await program("alone/tofu", "OpenTofu v1.12.6");
    expect(await asked(undefined, alone)).toBe(
      "Terraform is missing: install 1.11 or newer from https://developer.hashicorp.com/terraform/install; " +
        "or have the OpenTofu 1.12.6 that is there run: export TERRAFORM_BINARY_NAME=tofu",
    );
    expect(await asked(undefined, "/nonexistent")).toBe(
      "Terraform is missing: install 1.11 or newer from https://developer.hashicorp.com/terraform/install",
    );
    for (const name of ["tofuu", path.join(dir, "text"), `${path.join(dir, "text")}/tofu`]) {
      expect(await asked(name)).toBe(
        `TERRAFORM_BINARY_NAME: got ${name}, which cannot be run; expected the name of Terraform or OpenTofu in PATH, or its full path, or nothing for terraform`,
      );
    }
    expect(await asked("ten")).toEqual({ product: "OpenTofu", version: "1.10.6" });
    expect(await asked("old")).toBe(
      "got OpenTofu 1.10.5, expected 1.10.6 or newer: https://opentofu.org/docs/intro/install/",
    );
    expect(await asked("old-terraform")).toBe(
      "got Terraform 1.10.5, expected 1.11 or newer: https://developer.hashicorp.com/terraform/install",
    );
    expect(await asked("grunt")).toBe(
      "grunt version: got terragrunt version v0.93.0, expected Terraform 1.11 or OpenTofu 1.10.6, or newer; TERRAFORM_BINARY_NAME names that program",
    );
  });
});
