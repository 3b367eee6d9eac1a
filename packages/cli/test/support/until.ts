import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for something to be so.
 *
 * @param find returns undefined or false as long as it is not
 * @throws Error after `seconds`
 */
export async function until<T>(
  what: string,
  find: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 20,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await find();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what} did not come within ${seconds} s`);
}
