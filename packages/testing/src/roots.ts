import { existsSync } from "node:fs";
import path from "node:path";

/** The folder of the packages. */
export const packages = findPackages(__dirname);

/** The checkout that these packages belong to. */
export const checkoutRoot = path.dirname(packages);

/**
 * The project that tests of packages run, in place of what a team has made of its own: as shipped,
 * with the same main.ts, environments/ and stacks/ as the checkout of groundwork itself.
 */
export const projectRoot = path.join(packages, "testing/project");

/**
 * The same with little in its environments, for tests of commands that are not about what is in
 * them; integration tests have it (start-emulator.ts), others get the project as shipped.
 */
export const smallRoot = (): string => process.env["GROUNDWORK_TEST_PROJECT"] ?? projectRoot;

/** What cdktf.json runs. */
export const synthScript = path.join(packages, "cli/synth.js");

/** What it runs of the app when the compiler has passed it. */
export const appScript = path.join(packages, "cli/app.js");

/** The commands. */
export const cliScript = path.join(packages, "cli/bin/groundwork.js");

function findPackages(folder: string): string {
  return existsSync(path.join(folder, "testing/package.json"))
    ? folder
    : findPackages(path.dirname(folder));
}
