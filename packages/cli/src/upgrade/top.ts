import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { partsOf, type Git } from "./git";
import type { Top } from "./migrations";

/** What is upstream's, and what no text is. */
const NOT_OWN = /^(packages\/|package-lock\.json$|groundwork\.json$)/;

/** The files that a team owns in a checkout: those that git would commit. */
export async function topOf(root: string, git: Git): Promise<Top> {
  const args = ["--cached", "--others", "--exclude-standard", "-z"];
  const names = [...new Set(partsOf(await git("ls-files", ...args), "\0"))];
  const own = names.filter((name) => !NOT_OWN.test(name));
  const there = await Promise.all(own.map((name) => isText(path.join(root, name))));
  return {
    files: own.filter((_, index) => there[index]),
    read: (file) => readFile(path.join(root, file), "utf8"),
    write: (file, text) => writeFile(path.join(root, file), text),
  };
}

/** Whether there is such a file, and all of it is text, which is written as it was read. */
async function isText(file: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes !== undefined && bytes.equals(Buffer.from(bytes.toString("utf8"), "utf8"));
}
