import { ownerOfAny } from "../../core/stack-of";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { DENIED, NOT_USABLE } from "../../core/exit-codes";
import type { OpenOptions } from "../../state/open";
import { checkDecision } from "./checks";
import type { Identities } from "../identities";
import { detailsOf } from "../plan/details-of";
import { openDelivery, recordOf, type OpenDelivery } from "../open";
import { nameOf, type Approval, type Identity, type PlanSummary } from "../store/plan-meta";
import { AlreadyThereError } from "../store/store-objects";
import { planText } from "../store/plan-text";
import { deliverySettings } from "../settings";

export interface DecideOptions extends OpenOptions {
  readonly id: string;
  /** Hash of the bundle, as it was printed where the plan was made. */
  readonly sha256?: string | undefined;
  readonly why?: string | undefined;
  /** Who reviewed the run that this is part of. @default who started it */
  readonly actor?: string | undefined;
}

/** The document for programs, as far as the command came. */
interface Result {
  readonly id: string;
  summary?: PlanSummary;
  approval?: Approval;
  error?: string;
}

export interface RejectOptions extends DecideOptions {
  readonly why: string;
}

/** `groundwork approve`: lets a plan be applied. */
export const approve = (options: DecideOptions): Promise<void> => decide("approved", options);

/** `groundwork reject`: a plan is not applied, and the reason is kept with it. */
export const reject = (options: RejectOptions): Promise<void> => decide("rejected", options);

async function decide(verdict: Approval["verdict"], options: DecideOptions): Promise<void> {
  const { id, json } = options;
  // A plan that is rejected changes nothing.
  if (verdict === "approved") expectPerson("approve", `approve ${id}`, options);
  const open = openDelivery(options);
  const document: Result = { id };
  await runCommand({ asked: open.asked, json, document }, async () => {
    await decideOn(verdict, open, options, document);
    if (verdict === "approved") {
      open.person.tell(`Next: ${ownCommand(`apply ${id} --sha256 <the hash that plan printed>`)}`);
    }
  });
}

/**
 * Writes down that somebody approves or rejects a plan, once.
 *
 * @param document is filled in
 * @throws OperationError with exit code 4 when it is not the plan that is meant, 5 when it can no
 *   longer be decided, 6 when the decider is not known to be another person than the planner, says
 *   to be somebody else, or is an agent that approves
 */
export async function decideOn(
  verdict: Approval["verdict"],
  open: OpenDelivery,
  { id, why, actor, sha256 }: Pick<DecideOptions, "id" | "why" | "actor" | "sha256">,
  document: Pick<Result, "summary" | "approval">,
): Promise<void> {
  const by = await open.identities.self(actor);
  const record = await recordOf(open, id);
  const { summary } = record;
  document.summary = summary;
  const now = open.store.now();
  const { configuration } = open;
  const owner = ownerOfAny(summary.stack, configuration);
  if (actor !== undefined) checkActor(actor, by, owner, open.identities);
  const { needsApproval } = deliverySettings(configuration, owner);
  const { details, unknown } = await detailsOf(record, open);
  open.person.tell(planText(record, now, details));
  if (unknown !== undefined) open.person.tell(unknown);
  const lets = needsApproval && verdict === "approved";
  const known = lets ? await open.identities.proved(record) : record;
  checkDecision(known, by, verdict, { needsApproval, configuration, now, sha256 });
  // A person who names the hash has seen the plan where it was made.
  if (verdict === "approved" && sha256 === undefined) {
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
  if (lets) {
    await open.identities.prove("approved", { id, sha256: summary.sha256 }, by);
  }
  await putApproval(open, id, approval);
  document.approval = approval;
  open.person.tell(`${verdict === "approved" ? "Approved" : "Rejected"} as ${nameOf(by)}.`);
  await open.announce({ type: verdict, plan: summary, details, approval });
}

/**
 * Accepts a name that anybody could give only where nobody but a workflow can be.
 * @throws OperationError with exit code 6 from elsewhere
 */
function checkActor(actor: string, by: Identity, owner: string, identities: Identities): void {
  const reason = identities.whyNoReviewer(by, owner);
  if (reason !== undefined) {
    throw new OperationError(
      `--actor ${actor}: ${reason}. ` +
        "It names who reviewed the run of a workflow; elsewhere you are who your credentials say: leave it out",
      DENIED,
    );
  }
  if (actor === "") {
    throw new OperationError("--actor: got an empty name, expected who reviewed the run");
  }
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
