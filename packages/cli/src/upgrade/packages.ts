import path from "node:path";
import { hereAlone } from "../core/here-alone";
import { OperationError } from "../core/errors";
import { run } from "../core/run";
import { during } from "../core/waiting";
import type { GitOptions } from "./git";

/**
 * Has npm add what a team's package.json asks for besides: the lock file is upstream's, and so is what
 * is installed, so that all else stays as upstream has tried it.
 *
 * @throws OperationError with what npm says
 */
export async function installOwn(root: string, { env, signal }: GitOptions): Promise<void> {
  const args = ["install", "--include=dev", "--no-audit", "--no-fund", "--prefer-offline"];
  const npm = run("npm", args, { cwd: root, env: hereAlone(env), signal });
  const { failure } = await during("installing the packages that are yours", npm);
  signal.throwIfAborted();
  if (failure === undefined) return;
  throw new OperationError(
    `npm install failed with upstream's packages and those that your package.json adds: ${failure}`,
  );
}

/** Writes files in the form that the linter wants. What it cannot read stays as it is. */
export async function format(
  root: string,
  files: readonly string[],
  { env, signal }: GitOptions,
): Promise<void> {
  if (files.length === 0) return;
  const tool = path.join(root, "node_modules/.bin/oxfmt");
  await run(tool, files, { cwd: root, env, signal });
  signal.throwIfAborted();
}
