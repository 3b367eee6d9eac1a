import { emulatorEndpoint } from "../core/endpoint";
import { say } from "../core/outlet";
import { cacheDir } from "../core/project";
import { startEmulator, type Emulator } from "../emulator/emulator";
import type { RehearseOptions } from "./prepare";

/** A new emulator, or the one that AWS_ENDPOINT_URL names. */
export async function emulatorFor({ env, keep }: Pick<RehearseOptions, "env" | "keep">) {
  const given = emulatorEndpoint(env);
  if (given) return { emulator: undefined, endpoint: given };
  const emulator: Emulator = await startEmulator({
    cacheDir,
    detached: keep,
    onProgress: (step) => say(`${step} ...`),
  });
  return { emulator, endpoint: emulator.endpoint };
}
