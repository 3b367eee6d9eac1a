import { rm } from "node:fs/promises";
import { emulator, shared } from "./start-emulator";

export default async function stopTestEmulator(): Promise<void> {
  await emulator?.stop();
  if (shared !== undefined) await rm(shared, { recursive: true, force: true });
}
