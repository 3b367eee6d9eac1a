import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * A program that passes for Terraform, or OpenTofu, of any release, and fails at all else.
 *
 * @param release as `OpenTofu v1.10.10`
 * @returns the variable by which commands run it
 */
export async function engineThatSays(
  release: string,
): Promise<{ readonly TERRAFORM_BINARY_NAME: string }> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-engine-")), "engine");
  await writeFile(
    file,
    `#!/bin/sh\n[ "$1" = version ] && exec echo "${release}"\necho "Error: no" >&2\nexit 1\n`,
    { mode: 0o755 },
  );
  return { TERRAFORM_BINARY_NAME: file };
}
