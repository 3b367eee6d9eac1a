import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { optionsPage } from "./options/page";
import { projectRoot } from "./project";
import { say } from "./outlet";

/** `npm run options`: writes docs/options.md anew, from the schemas and the comments in them. */
export async function options(): Promise<void> {
  const file = path.join(projectRoot, "docs/options.md");
  const page = await optionsPage(path.join(projectRoot, "environments"));
  const before = await readFile(file, "utf8").catch(() => "");
  await writeFile(file, page);
  say(page === before ? "docs/options.md was up to date" : "docs/options.md is written");
}
