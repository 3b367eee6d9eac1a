import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "@groundwork/testing/project";

/** Folders with pages for people, and whether those below them have some as well. */
const FOLDERS: Readonly<Record<string, boolean>> = {
  "": false,
  ".github": true,
  docs: true,
  packages: true,
};

/** What is installed, compiled or kept for later is nobody's page. */
const MADE = /(^|\/)(node_modules|dist|\.cache|cdktf\.out)\//;

/** Pages for people, relative to the checkout. A team may have taken some away. */
export const pages: readonly string[] = Object.entries(FOLDERS).flatMap(([folder, recursive]) =>
  (existsSync(path.join(checkoutRoot, folder))
    ? readdirSync(path.join(checkoutRoot, folder), { encoding: "utf8", recursive })
    : []
  )
    .map((file) => path.posix.join(folder, file))
    .filter((file) => file.endsWith(".md") && !MADE.test(file)),
);

/** What was true when it was written stays as it was written. */
const HISTORY = /CHANGELOG\.md$|\/decisions/;

/** Pages that tell how things are now. */
export const current = pages.filter((page) => !HISTORY.test(page));

/** @param page relative to the checkout */
export const textOf = (page: string): string => readFileSync(path.join(checkoutRoot, page), "utf8");

/** A page without its blocks of code. */
export const proseOf = (text: string): string => text.replace(/^( *)```[^]*?^\1```/gm, "");
