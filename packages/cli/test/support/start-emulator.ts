import path from "node:path";
import { startEmulator, type Emulator } from "../../src/emulator/emulator";

/** The one that stop-emulator.ts ends: jest runs both in one process. */
export let emulator: Emulator | undefined;

/**
 * Starts one emulator for all integration tests, who find it in GROUNDWORK_TEST_ENDPOINT. They
 * share it: an access key id of twelve digits is an account of its own.
 */
export default async function startTestEmulator(): Promise<void> {
  emulator = await startEmulator({
    cacheDir: path.resolve(__dirname, "../../.cache"),
    onProgress: (step) => console.log(step),
  });
  process.env["GROUNDWORK_TEST_ENDPOINT"] = emulator.endpoint;
}
