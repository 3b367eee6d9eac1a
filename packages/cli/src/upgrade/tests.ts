import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { once } from "node:events";
import { hereAlone } from "../core/here-alone";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import { during } from "../core/waiting";
import type { GitOptions } from "./git";

/** Scripts of package.json that say whether a project is right, in their order. */
const SCRIPTS = ["typecheck", "test"];

/** How many lines of a failure are shown. */
const SHOWN = 30;

/**
 * Runs a project's own tests, as far as its package.json has them.
 *
 * @param folder for what they say
 * @returns the scripts that ran
 * @throws OperationError with the exit code 8 and the end of what they said
 */
export async function runTests(
  root: string,
  folder: string,
  { env, signal }: GitOptions,
): Promise<string[]> {
  const { scripts = {} } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const names = SCRIPTS.filter((name) => Object.hasOwn(scripts, name));
  for (const name of names) {
    const log = path.join(folder, `${name}.log`);
    const out = openSync(log, "w");
    const npm = spawn("npm", ["run", "--silent", name], {
      cwd: root,
      env: { ...ofProject(env), FORCE_COLOR: "0" },
      stdio: ["ignore", out, out],
      signal,
      killSignal: "SIGTERM",
    });
    const [code] = (await during(`npm run ${name}`, once(npm, "close")).catch(
      (error: NodeJS.ErrnoException) => [error.code ?? 1],
    )) as [unknown];
    closeSync(out);
    signal.throwIfAborted();
    if (code === 0) continue;
    const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-SHOWN);
    throw new OperationError(
      [`npm run ${name} fails in the upgraded checkout:`, ...lines.map((line) => `  ${line}`)].join(
        "\n",
      ),
      CHECK_FAILED,
    );
  }
  return names;
}

/**
 * The emulator that a clone has installed, for the rehearsal of the tests: it is the same as long as
 * its folder has that name.
 */
export async function shareEmulator(clone: string, root: string): Promise<void> {
  const [own, cache] = [clone, root].map((folder) => path.join(folder, ".cache"));
  const names = await readdir(own!).catch(() => []);
  await mkdir(cache!, { recursive: true });
  for (const name of names.filter((one) => /^emulator-[0-9a-f]+$/.test(one))) {
    await symlink(path.join(own!, name), path.join(cache!, name)).catch(() => {});
  }
}

/** Nothing by which a command that runs these tests would be taken for another's. */
const ofProject = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(hereAlone(env)).filter(([name]) => !/^(npm_|GROUNDWORK_PREPARED$)/.test(name)),
  );
