import { OperationError } from "../../core/errors";
import { openDelivery } from "../open";
import { statusOf } from "../store/plan-meta";
import { plansTable } from "../store/plan-text";
import { explainRefusal } from "../../core/aws-refusal";
import { askedOfStore } from "../refusal";
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
  const open = openDelivery(options);
  try {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new OperationError("--limit: expected a number of plans, 1 or more");
    }
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
  } catch (error) {
    throw explainRefusal(askedOfStore(open), error);
  }
}
