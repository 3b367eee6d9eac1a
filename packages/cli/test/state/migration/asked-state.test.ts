import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectAsTerraform } from "../../../src/state/migration/asked-state";
import { resourceOf, stateText } from "@groundwork/testing/states";

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-asked-"));
  file = path.join(dir, "terraform.tfstate");
  await writeFile(file, stateText());
});
afterEach(() => rm(dir, { recursive: true }));

/** Compares the file with what a Terraform says that prints this, and ends with that code. */
async function compare(printed: string, code = 0, name = "terraform"): Promise<void> {
  const program = path.join(dir, name);
  await writeFile(path.join(dir, "printed"), printed);
  await writeFile(program, `#!/bin/sh\n/bin/cat ${dir}/printed\nexit ${code}\n`);
  await chmod(program, 0o700);
  await expectAsTerraform(dir, file, { PATH: dir, TERRAFORM_BINARY_NAME: name });
}

test("what Terraform reads there is what the file holds, however it is written", async () => {
  const { resources, ...others } = JSON.parse(stateText());
  const written = JSON.stringify({ resources, ...others, terraform_version: "1.11.4" }, null, 4);
  await expect(compare(written)).resolves.toBeUndefined();
  // From 1.15 on, warnings come before it.
  await expect(compare(`Warning: deprecated\n${stateText()}`)).resolves.toBeUndefined();
});

test("it is asked of the program that TERRAFORM_BINARY_NAME names", async () => {
  await expect(compare(stateText(), 0, "tofu")).resolves.toBeUndefined();
});

test.each([
  ["another lineage", stateText({ lineage: "x" }), /reads there serial 3, lineage x, but .* holds/],
  ["another serial", stateText({ serial: 9 }), /reads there serial 9, lineage .* holds serial 3/],
  ["no state", "", /reads there no state, but/],
  [
    "other resources under the same serial",
    stateText({ resources: [resourceOf("provider.x", { name: "other" })] }),
    /with other resources or outputs/,
  ],
  [
    "other outputs under the same serial",
    stateText({ outputs: { a: { value: 1, type: "number" } } }),
    /with other resources or outputs/,
  ],
])("%s: refused, with what is in both", async (_, printed, message) => {
  await expect(compare(printed)).rejects.toThrow(message);
});

test("Terraform does not say: refused", async () => {
  await expect(compare("", 1)).rejects.toThrow("not known which state the folder has");
});

test("what Terraform does not read at all is for others to refuse, by its name", async () => {
  await writeFile(file, '{"serial":1,"lineage":"x","encrypted_data":"QUFB"}');
  await expect(compare("", 1)).resolves.toBeUndefined();
});
