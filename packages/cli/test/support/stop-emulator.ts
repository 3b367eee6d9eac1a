import { rm } from "node:fs/promises";
import { emulator, nursery, shared, small } from "./start-emulator";

export default async function stopTestEmulator(): Promise<void> {
  nursery?.kill();
  await Promise.all([emulator?.stop(), small?.remove()]);
  if (shared !== undefined) await rm(shared, { recursive: true, force: true });
}
