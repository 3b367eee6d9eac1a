import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { until } from "./until";

/**
 * What several test files begin with, made by the first that needs it; the others, also those of
 * another worker, wait for it and take copies. It goes with the run.
 *
 * @param name of what is made, as `rehearsed-dev-stack`
 * @param make fills the folder that it is given
 * @returns the folder
 * @throws what `make` throws; the next that needs it tries again
 */
export async function oncePerRun(
  name: string,
  make: (dir: string) => Promise<void>,
): Promise<string> {
  const dir = path.join(process.env["GROUNDWORK_TEST_SHARED"]!, name);
  const making = `${dir}.making`;
  if (await isThere(dir)) return dir;
  try {
    await mkdir(making);
  } catch {
    await until(name, async () => (await isThere(dir)) || !(await isThere(making)), 120);
    return oncePerRun(name, make);
  }
  try {
    await make(making);
    await rename(making, dir);
    return dir;
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

const isThere = (dir: string): Promise<boolean> =>
  stat(dir).then(
    () => true,
    () => false,
  );
