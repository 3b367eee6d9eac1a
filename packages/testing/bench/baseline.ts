import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { projectRoot } from "@groundwork/cli/core/project";

/** What the stock cdktf template runs: ts-node, on the last TypeScript that has a compiler API. */
const PACKAGES = ["ts-node@10.9.2", "typescript@5.9.3", "@types/node@20.19.43"];

/** What `cdktf synth` reads at the top. */
const TOP = ["cdktf.json", "environments", "main.ts", "package.json", "stacks", "tsconfig.json"];

const PACKAGED = ["constructs", "configuration", "policies"];

/** What is compiled or installed, or was made by what ran here. */
const MADE = new Set(["node_modules", "dist", ".cache", "cdktf.out"]);

/**
 * A copy of the project in a folder of its own, where a bench may edit it, compiled.
 *
 * @param dir replaced if it exists
 */
export async function copyProject(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  const isSource = (file: string) =>
    !MADE.has(path.basename(file)) && !file.endsWith(".tsbuildinfo");
  for (const source of [...TOP, "packages"]) {
    await cp(path.join(projectRoot, source), path.join(dir, source), {
      recursive: true,
      filter: isSource,
    });
  }
  await finish(dir);
}

/**
 * The project as a commit has it, compiled.
 *
 * @param dir replaced if it exists
 * @param commit of this repository, as git knows it
 */
export async function checkOut(dir: string, commit: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await execa("git", ["clone", "--quiet", "--shared", "--no-checkout", projectRoot, dir]);
  await execa("git", ["checkout", "--quiet", commit], { cwd: dir });
  await finish(dir);
}

/** Libraries are shared; the packages are the copy's own. */
async function finish(dir: string): Promise<void> {
  const installed = path.join(projectRoot, "node_modules");
  const own = path.join(dir, "node_modules");
  await mkdir(path.join(own, "@groundwork"), { recursive: true });
  for (const name of (await readdir(installed)).filter((entry) => entry !== "@groundwork")) {
    await symlink(path.join(installed, name), path.join(own, name));
  }
  for (const name of PACKAGED) {
    await symlink(path.join(dir, "packages", name), path.join(own, "@groundwork", name));
  }
  const compiler = path.join(installed, "typescript/bin/tsc");
  await execa(process.execPath, [compiler, "-b", dir], { cwd: dir });
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

/** The template's compiler options, as far as they change what is compiled; packages by their sources. */
export const templateOptions = (compiler: string, dir: string): string[] => [
  "--require",
  path.join(__dirname, "use-sources.js"),
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
    baseUrl: dir,
    paths: Object.fromEntries(
      PACKAGED.flatMap((name) => [
        [`@groundwork/${name}`, [`packages/${name}/src/index`]],
        [`@groundwork/${name}/*`, [`packages/${name}/src/*`]],
      ]),
    ),
  }),
];
