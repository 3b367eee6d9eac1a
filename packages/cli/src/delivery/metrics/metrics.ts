import { environmentOf } from "../../core/stack-of";
import { runCommand } from "../../core/command";
import { sayJson } from "../../core/outlet";
import { projectRoot } from "../../core/project";
import type { OpenOptions } from "../../state/open";
import { openDelivery } from "../open";
import { metricsOf } from "./measured";
import { metricsText } from "./metrics-text";

export interface MetricsOptions extends OpenOptions {
  /** @default all */
  readonly stacks: readonly string[];
  /** How many days are looked back. */
  readonly days: number;
}

/** `groundwork metrics`: DORA's four figures by the applies that are stored. */
export async function metrics(options: MetricsOptions): Promise<void> {
  const { stacks, days, json } = options;
  const open = openDelivery(options);
  await runCommand(open, async () => {
    const { store, configuration } = open;
    const found = await metricsOf(store, {
      stacks: stacks.length > 0 ? stacks : open.stacks,
      days,
      root: projectRoot,
      isProduction: (stack) => environmentOf(stack, configuration)?.production === true,
    });
    if (json) sayJson(found);
    else open.person.tell(metricsText(found));
  });
}
