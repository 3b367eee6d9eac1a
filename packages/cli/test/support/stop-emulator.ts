import { emulator } from "./start-emulator";

export default async function stopTestEmulator(): Promise<void> {
  await emulator?.stop();
}
