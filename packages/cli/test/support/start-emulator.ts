import { existsSync, symlinkSync } from "node:fs";
import path from "node:path";
import { checkoutRoot, projectRoot } from "@groundwork/testing/project";
import { startEmulator, type Emulator } from "../../src/emulator/emulator";

/** The one that stop-emulator.ts ends: jest runs both in one process. */
export let emulator: Emulator | undefined;

/**
 * Starts one emulator for all integration tests, who find it in GROUNDWORK_TEST_ENDPOINT. They
 * share it: an access key id of twelve digits is an account of its own.
 */
export default async function startTestEmulator(): Promise<void> {
  // The emulator's installation is shared.
  const cache = path.join(projectRoot, ".cache");
  if (!existsSync(cache)) symlinkSync(path.join(checkoutRoot, ".cache"), cache);
  emulator = await startEmulator({
    cacheDir: path.join(checkoutRoot, ".cache"),
    onProgress: (step) => console.log(step),
  });
  process.env["GROUNDWORK_TEST_ENDPOINT"] = emulator.endpoint;
}
