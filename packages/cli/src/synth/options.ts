import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { optionsPage } from "./options/page";
import { projectRoot } from "../core/project";
import { say } from "../core/outlet";

/** `npm run options`: writes packages/docs/options.md anew, from the schemas and the comments in them. */
export async function options(): Promise<void> {
  const file = path.join(projectRoot, "packages/docs/options.md");
  const page = await optionsPage(
    ["constructs", "environments"].map((folder) => path.join(projectRoot, folder)),
  );
  const before = await readFile(file, "utf8").catch(() => "");
  await writeFile(file, page);
  say(
    page === before
      ? "packages/docs/options.md was up to date"
      : "packages/docs/options.md is written",
  );
}
