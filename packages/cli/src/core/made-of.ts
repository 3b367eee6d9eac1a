import { readFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./run";
import { unlessMissing } from "./unless-missing";

/** The file at the top that says which release of which upstream a project was made of. */
export const ORIGIN = "groundwork.json";

/** As shipped: the name of a remote that whoever clones may give to groundwork's own repository. */
const SHIPPED = "upstream";

/**
 * What groundwork.json is to say in a project that is made of the checkout at hand, or is begun in it:
 * where that was cloned from, and the release or commit that it is of.
 *
 * @param root of a checkout
 * @returns the text of the file; undefined where it says so already, or nobody knows
 */
export async function madeOf(root: string): Promise<string | undefined> {
  const git = async (...args: string[]) => {
    const { stdout, failure } = await run("git", args, { cwd: root });
    return failure === undefined ? stdout.trim() : undefined;
  };
  const text = (await unlessMissing(readFile(path.join(root, ORIGIN), "utf8"))) ?? "{}";
  const said = JSON.parse(text) as { upstream?: string };
  if (said.upstream !== undefined && said.upstream !== SHIPPED) return undefined;
  const commit = await git("rev-parse", "--verify", "--quiet", "HEAD");
  if (commit === undefined) return undefined;
  const remote =
    (await git("remote", "get-url", SHIPPED)) ?? (await git("remote", "get-url", "origin"));
  const tags = (await git("tag", "--points-at", "HEAD", "--sort=-version:refname", "v*.*.*")) ?? "";
  const tag = tags.split("\n").find((name) => /^v\d+\.\d+\.\d+$/.test(name));
  const origin = { upstream: addressOf(root, remote ?? root), version: tag ?? commit };
  return `${JSON.stringify(origin, null, 2)}\n`;
}

/** An address as another folder has it: a folder by its whole path. */
const addressOf = (root: string, address: string): string =>
  /^\.{0,2}\//.test(address) ? path.resolve(root, address) : address;
