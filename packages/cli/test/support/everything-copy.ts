import { cp } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot, ProjectCopy } from "@groundwork/testing/project";

const EXAMPLE = path.join(checkoutRoot, "packages/examples/src/everything");

/** A copy of the project with every option in use, to be built. */
export async function everythingCopy(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  await cp(EXAMPLE, path.join(copy.root, "environments"), { recursive: true });
  return copy;
}
