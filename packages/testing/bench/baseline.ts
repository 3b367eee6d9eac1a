import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { projectRoot } from "@groundwork/cli/core/project";
import { APP_SOURCES } from "./app-sources";

/** What the stock cdktf template runs: ts-node, on the last TypeScript that has a compiler API. */
const PACKAGES = ["ts-node@10.9.2", "typescript@5.9.3", "@types/node@20.19.43"];

const SOURCES = [...APP_SOURCES, "packages/cli/synth.js"];

/**
 * A copy of the app's sources in a folder of its own, where a bench may edit them.
 *
 * @param dir replaced if it exists
 */
export async function copySources(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  for (const source of SOURCES) {
    await cp(path.join(projectRoot, source), path.join(dir, source), { recursive: true });
  }
  await symlink(path.join(projectRoot, "node_modules"), path.join(dir, "node_modules"));
}

/** Installs ts-node beside the project, once, and gives the file to run. */
export async function installTsNode(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "package.json"), '{ "private": true }');
  await execa("npm", ["install", "--no-save", "--no-audit", "--no-fund", ...PACKAGES], {
    cwd: dir,
  });
  return path.join(dir, "node_modules/ts-node/dist/bin.js");
}

/** The template's compiler options, as far as they change what is compiled. */
export const templateOptions = (compiler: string): string[] => [
  "--compiler",
  compiler,
  "--skipProject",
  "--compilerOptions",
  JSON.stringify({
    target: "ES2022",
    lib: ["es2023"],
    module: "CommonJS",
    moduleResolution: "node10",
    esModuleInterop: true,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  }),
];
