import { expectCount, runCommand } from "../../core/command";
import { openDelivery } from "../open";
import { statusOf } from "../store/plan-meta";
import { plansTable } from "../store/plan-text";
import { stateKeyOf, type OpenOptions } from "../../state/open";
import { sayJson } from "../../core/outlet";

export interface PlansOptions extends OpenOptions {
  /** @default all */
  readonly stack: string | undefined;
  /** How many of the newest. */
  readonly limit: number;
}

/** `npm run plans`: lists the plans in the store, newest first, with what became of each. */
export async function plans(options: PlansOptions): Promise<void> {
  const { stack, limit, json } = options;
  expectCount("--limit", limit);
  const open = openDelivery(options);
  await runCommand(open, async () => {
    if (stack !== undefined) stateKeyOf(open, stack);
    const records = await open.store.records({ stack, limit });
    const now = new Date();
    if (json) {
      const listed = records.map((record) => ({ status: statusOf(record, now), ...record }));
      sayJson(listed);
    } else if (records.length === 0) {
      open.person.tell(`No plans ${stack === undefined ? "" : `of ${stack} `}in ${open.bucket}.`);
    } else {
      open.person.tell(plansTable(records, now));
    }
  });
}
