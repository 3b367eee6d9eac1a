import { rm } from "node:fs/promises";
import { emulator, shared, small } from "./start-emulator";

export default async function stopTestEmulator(): Promise<void> {
  await Promise.all([emulator?.stop(), small?.remove()]);
  if (shared !== undefined) await rm(shared, { recursive: true, force: true });
}
