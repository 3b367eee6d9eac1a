import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * A program that passes for Terraform, or OpenTofu, of any release, and can do nothing.
 *
 * @param release as `OpenTofu v1.10.10`
 * @returns the variable by which commands run it
 */
export async function engineThatSays(
  release: string,
): Promise<{ readonly TERRAFORM_BINARY_NAME: string }> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-engine-")), "engine");
  await writeFile(file, `#!/bin/sh\necho "${release}"\n`, { mode: 0o755 });
  return { TERRAFORM_BINARY_NAME: file };
}
