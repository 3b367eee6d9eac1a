import { ownerOf } from "../../../environments/names";
import { OperationError } from "../../errors";
import type { OpenOptions } from "../../state/open";
import { checkDecision, NOT_USABLE } from "./checks";
import { isWorkflow, nameOf } from "../identity";
import { openDelivery, recordOf, type OpenDelivery } from "../open";
import type { Approval, PlanSummary } from "../plan/plan-meta";
import { AlreadyThereError } from "../plan/plan-store";
import { planText } from "../plan/plan-text";
import { withResult } from "../result";
import { deliverySettings } from "../settings";

export interface DecideOptions extends OpenOptions {
  readonly id: string;
  /** Of the bundle, as it was printed where the plan was made. */
  readonly sha256?: string | undefined;
  readonly why?: string | undefined;
  /** Who reviewed the run that this is part of. @default who started it */
  readonly actor?: string | undefined;
}

/** For programs, as far as it went. */
interface Result {
  readonly id: string;
  summary?: PlanSummary;
  approval?: Approval;
  error?: string;
}

/**
 * Writes down that somebody approves or rejects a plan, once.
 *
 * @throws OperationError with exit code 4 when it is not the plan that is meant, 5 when it can no
 *   longer be decided, 6 when it is the decider's own
 */
export async function decide(verdict: Approval["verdict"], options: DecideOptions): Promise<void> {
  const { id, why, actor, env } = options;
  const open = openDelivery(options);
  const result: Result = { id };
  await withResult(open, options, result, async () => {
    if (actor !== undefined && !isWorkflow(env)) {
      throw new OperationError(
        "--actor: names who reviewed the run of a workflow; on your own machine you are who your credentials say",
      );
    }
    const by = await open.identity(actor);
    const record = await recordOf(open, id);
    const { summary } = record;
    result.summary = summary;
    const now = new Date();
    const { needsApproval } = deliverySettings(open.configuration, ownerOf(summary.stack));
    open.person.tell(planText(record, now));
    checkDecision(record, by, verdict, { needsApproval, now, sha256: options.sha256 });
    // Whoever names the hash has seen the plan where it was made.
    if (verdict === "approved" && options.sha256 === undefined) {
      const question = `Approve it as ${nameOf(by)}, for good?`;
      if (!(await open.person.confirm(question))) {
        throw new OperationError("stopped at your no; nothing was decided");
      }
    }
    const approval: Approval = {
      verdict,
      by,
      at: now.toISOString(),
      ...(why !== undefined && { why }),
      sha256: summary.sha256,
    };
    await putApproval(open, id, approval);
    result.approval = approval;
    open.person.tell(`${verdict === "approved" ? "Approved" : "Rejected"} as ${nameOf(by)}.`);
    if (verdict === "approved") {
      open.person.tell(`Next: npm run apply -- ${id} --sha256 <the hash that plan printed>`);
    }
    await open.announce({ type: verdict, plan: summary, approval });
  });
}

/** @throws OperationError when somebody was faster */
async function putApproval({ store }: OpenDelivery, id: string, approval: Approval): Promise<void> {
  try {
    await store.putApproval(id, approval);
  } catch (error) {
    if (!(error instanceof AlreadyThereError)) throw error;
    throw new OperationError(`${id} cannot be used: somebody has decided it just now`, NOT_USABLE);
  }
}
