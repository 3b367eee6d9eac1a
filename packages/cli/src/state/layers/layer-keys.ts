import type { Environment } from "@groundwork/configuration";
import { stateKeyOf } from "@groundwork/configuration/place-names";
import { isForeign, LAYERS } from "@groundwork/constructs/layers/options";

/**
 * Keys of the states that an environment can have in one place, lowest layer first; the last is the
 * services'. Where others have its network, a state of that layer is none of its own.
 */
export function layerKeys(environment: Environment): [string, ...string[]] {
  const own = LAYERS.filter((layer) => layer !== "network" || !isForeign(environment.network));
  const [lowest, ...others] = own.map((layer) => stateKeyOf(environment, layer));
  return [lowest!, ...others];
}
