import { newId } from "../delivery/store/plan-id";
import type { Identity } from "../delivery/store/plan-meta";
import type { StoreObjects } from "../delivery/store/store-objects";
import type { UnderWay } from "./deployments";

/** Who has stopped a deployment, and why: `results/<environment>/stops/<time>-<random>.json`. */
export interface KeptStop {
  readonly environment: string;
  readonly service: string;
  /** Id of the deployment. */
  readonly deployment: string;
  readonly to: UnderWay["to"];
  readonly back: UnderWay["back"];
  readonly why?: string | undefined;
  readonly by: Identity;
  /** ISO 8601. */
  readonly at: string;
}

/** Writes a stop down, once, beside the results of applies, which are kept as long. */
export async function keepStop(objects: StoreObjects, stop: Omit<KeptStop, "at">): Promise<void> {
  const now = objects.now();
  const text = `${JSON.stringify({ ...stop, at: now.toISOString() }, null, 2)}\n`;
  const key = `results/${stop.environment}/stops/${newId(now)}.json`;
  await objects.putOnce(key, Buffer.from(text), "application/json");
}
