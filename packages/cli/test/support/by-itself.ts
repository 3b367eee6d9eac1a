import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { startGroundwork, type Ended } from "@groundwork/testing/project";

/**
 * Runs a command to its end in a process of its own: where many share one, what each has left is
 * cleared behind it, and tests that run at the same time share .cache.
 *
 * @returns also in which folders of .cache something of it is left
 */
export async function runByItself(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  root: string,
): Promise<Ended & { readonly left: readonly string[] }> {
  const child = startGroundwork(args, env, root);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close"),
  ]);
  const cache = path.join(root, ".cache");
  const isLeft = (folder: string) => existsSync(path.join(cache, folder, String(child.pid)));
  return { code, stdout, stderr, left: (await readdir(cache)).filter(isLeft) };
}
