import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { optionsPage } from "./options/page";
import { packagesDir } from "../core/project";
import { say } from "../core/outlet";

/** `groundwork options`: writes packages/docs/options.md anew, from the schemas and the comments in them. */
export async function options(): Promise<void> {
  const file = path.join(packagesDir, "docs/options.md");
  const page = await optionsPage(packagesDir);
  const before = await readFile(file, "utf8").catch(() => "");
  await writeFile(file, page);
  say(
    page === before
      ? "packages/docs/options.md was up to date"
      : "packages/docs/options.md is written",
  );
}
