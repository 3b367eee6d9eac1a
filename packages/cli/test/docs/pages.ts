import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot, projectRoot } from "@groundwork/testing/project";

/** What every team edits first. */
const EDITED = "environments/organization.ts";

/** Whether the top is as shipped: pages of a team are its own. */
const isShipped =
  readFileSync(path.join(checkoutRoot, EDITED), "utf8") ===
  readFileSync(path.join(projectRoot, EDITED), "utf8");

/** Folders with pages for people, and whether those below them have some as well. */
const FOLDERS: Readonly<Record<string, boolean>> = {
  packages: true,
  ...(isShipped && { "": false, ".github": true, docs: true }),
};

/** Files that git has, or would take, relative to the checkout: what is installed or kept is neither. */
export const filesIn = (...folders: string[]): string[] =>
  execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...folders],
    { cwd: checkoutRoot, encoding: "utf8" },
  )
    .split("\n")
    .filter((file) => file !== "" && existsSync(path.join(checkoutRoot, file)));

/** Pages for people, relative to the checkout. */
export const pages: readonly string[] = Object.entries(FOLDERS).flatMap(([folder, recursive]) =>
  filesIn(folder || ".").filter(
    (file) => file.endsWith(".md") && (recursive || path.posix.dirname(file) === (folder || ".")),
  ),
);

/** What was true when it was written stays as it was written. */
const HISTORY = /CHANGELOG\.md$|\/decisions/;

/** Pages that tell how things are now. */
export const current = pages.filter((page) => !HISTORY.test(page));

/** @param page relative to the checkout */
export const textOf = (page: string): string => readFileSync(path.join(checkoutRoot, page), "utf8");

/** A page without its blocks of code. */
export const proseOf = (text: string): string => text.replace(/^( *)```[^]*?^\1```/gm, "");
