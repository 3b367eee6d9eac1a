import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { problem } from "@groundwork/constructs/problems";
import { shown } from "@groundwork/constructs/shown";

const FILE = ".nvmrc";

/**
 * The Node.js that builds of a pipeline run on, as CodeBuild names it: the major version in .nvmrc,
 * which workflows and the container for development read as well.
 *
 * @param folder of the project, or one within it
 * @throws ConfigurationError when there is no such file, or a name such as `lts/*` in it, which
 *   CodeBuild does not know
 */
export function nodeVersion(folder = process.cwd()): string {
  const file = nearest(folder);
  const said = file && readFileSync(file, "utf8").trim();
  const [, major] = /^v?(\d+)(?:\.\d+){0,2}$/.exec(said ?? "") ?? [];
  if (major !== undefined) return major;
  const got = said === undefined ? "no such file" : shown(said);
  throw new ConfigurationError([problem([FILE], got, "a version of Node.js, such as 24.21.0")]);
}

function nearest(folder: string): string | undefined {
  const file = path.join(folder, FILE);
  if (existsSync(file)) return file;
  const above = path.dirname(folder);
  return above === folder ? undefined : nearest(above);
}
