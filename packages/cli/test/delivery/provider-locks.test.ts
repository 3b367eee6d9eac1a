import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { initLocked } from "../../src/delivery/provider-locks";
import type { Terraform } from "../../src/terraform/terraform";

// No command is run here; and it is a module that jest cannot load.
jest.mock("execa", () => ({}));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-locks-"));
});
afterEach(() => rm(dir, { recursive: true }));

const lock = () => writeFile(path.join(dir, ".terraform.lock.hcl"), "");

/** One whose `init` says so, and how it was asked. */
function terraform(says?: string) {
  const asked: string[][] = [];
  const init = async (...options: string[]) => {
    asked.push(options);
    if (says !== undefined) throw new Error(says);
  };
  return { asked, as: { dir, init } as unknown as Terraform };
}

test("a lock file that there is stays as it is", async () => {
  const { asked, as } = terraform();
  await initLocked(as);
  await lock();
  await initLocked(as);
  expect(asked).toEqual([[], ["-lockfile=readonly"]]);
});

test.each([
  [
    "Terraform, of a release that the stack no longer demands",
    `Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider hashicorp/aws:
locked provider registry.terraform.io/hashicorp/aws 6.25.0 does not match
configured version constraint 6.40.0; must use terraform init -upgrade to
allow selection of new versions`,
  ],
  [
    "OpenTofu, of the same",
    `Error: Failed to resolve provider packages

Could not resolve provider hashicorp/aws: locked
provider registry.opentofu.org/hashicorp/aws 6.25.0 does not match configured
version constraint 6.40.0; must use tofu init -upgrade to allow selection of new
versions`,
  ],
  ["Terraform, of a platform", "Error: Provider dependency changes detected"],
])("what %s says has the way on behind it", async (_, says) => {
  await lock();
  await expect(initLocked(terraform(says).as)).rejects.toThrow(
    `${says}\nThe providers are not those of the lock file, or it has no checksums for this platform: `,
  );
});

test("what has nothing to do with a lock file is told as it is", async () => {
  const says = "Error: no valid credential sources found";
  await expect(initLocked(terraform(says).as)).rejects.toThrow(new RegExp(`^${says}$`));
  await lock();
  await expect(initLocked(terraform(says).as)).rejects.toThrow(new RegExp(`^${says}$`));
});
