import type { Environment } from "@groundwork/configuration";
import { stacksIn } from "@groundwork/configuration/place-names";

/**
 * The line by which CDKTF's own command makes an environment in its own place. Of layers each is
 * planned once the one before it is applied: in the order of their names, as one runs at a time.
 */
export function deployLine(environment: Environment): string {
  const ids = stacksIn(environment).map(({ id }) => id);
  return `npx cdktf deploy ${ids.join(" ")}${ids.length > 1 ? " --parallelism 1" : ""}`;
}
