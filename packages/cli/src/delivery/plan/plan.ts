import { deliverySettings, type DeliverySettings } from "../settings";
import { STALE_CONTRACT } from "../contract-notes";
import { readCheckout } from "./checkout";
import { openDelivery, type OpenDelivery } from "../open";
import { makePlan, type MadePlan } from "./make-plan";
import { updateLocks } from "../provider-locks";
import { expectSharedCommit } from "./shared-commit";
import { findingInWords, nextSteps, planText } from "../store/plan-text";
import { refusals, waysToAllow } from "./plan-policy";
import type { PlanFinding, PlanSummary } from "../store/plan-meta";
import { rememberNames } from "../../core/known-names";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { CHANGES, DENIED, DONE, type ExitCode } from "../../core/exit-codes";
import { shellWord } from "../../core/shell-word";
import { stateKeyOf, type OpenOptions } from "../../state/open";
import { ownerOf } from "@groundwork/configuration/names";
import { countsInWords } from "../../terraform/plan-words";
import { releaseNote, requireTerraform } from "../../terraform/release";

export interface PlanOptions extends OpenOptions {
  readonly stack: string;
  /** Plan although the checkout has changes that its commit, or the shared branch, does not have. */
  readonly allowDirty: boolean;
  /** What may be destroyed although it holds data: addresses or construct paths. */
  readonly allowDestroy: readonly string[];
  /** Services that may come to production without the load test that is demanded of them. @default none */
  readonly allowUntested?: readonly string[];
  /** How long to wait for the state's lock, as `5m`. */
  readonly lockTimeout: string;
  /** Write locks/<stack>.terraform.lock.hcl instead of planning. */
  readonly updateLocks: boolean;
}

/** What is told of a plan, as far as it came. */
export interface PlanDocument {
  readonly stack: string;
  changes?: boolean;
  id?: string;
  sha256?: string;
  summary?: PlanSummary;
  findings?: readonly PlanFinding[];
  error?: string;
}

/** The document for programs. */
interface Result extends PlanDocument {
  /** The file that locks the providers now. */
  locks?: string;
}

/** The document for programs. */
interface Result extends PlanDocument {
  /** The file that locks the providers now. */
  locks?: string;
  error?: string;
}

/**
 * `groundwork plan`: plans a stack of this commit and puts the plan where it waits for approval and
 * apply.
 *
 * @returns the exit code: 0 when there is nothing to change, 2 when there is
 * @throws OperationError with exit code 6 when a policy stops it, or an agent allows a destroy, 7
 *   when the state is locked
 */
export async function plan(options: PlanOptions): Promise<ExitCode> {
  const { stack, allowDestroy, allowUntested = [] } = options;
  for (const [flag, values] of [
    ["--allow-destroy", allowDestroy],
    ["--allow-untested", allowUntested],
  ] as const) {
    const line = `plan ${stack} ${flag} ${values.map(shellWord).join(" ")}`;
    if (values.length > 0) expectPerson(flag, line, options);
  }
  const terraformVersion = releaseNote(await requireTerraform(options.env));
  const open = openDelivery(options);
  const document: Result = { stack: options.stack };
  return runCommand({ asked: open.asked, json: options.json, document }, async () => {
    if (options.updateLocks) {
      stateKeyOf(open, options.stack);
      document.locks = await updateLocks(options, open);
      return DONE;
    }
    return planned({ ...options, terraformVersion }, open, document);
  });
}

/** What a plan is made by, once it is known what Terraform and the stack's state are. */
type PlannedOptions = Omit<PlanOptions, "updateLocks"> & {
  readonly terraformVersion: string;
};

/**
 * Plans a stack and stores the plan, as a part of a command.
 *
 * @param document is filled in
 * @returns the exit code, and throws, as `plan`
 */
export async function planned(
  options: PlannedOptions,
  open: OpenDelivery,
  document: PlanDocument,
): Promise<ExitCode> {
  const key = stateKeyOf(open, options.stack);
  const settings = deliverySettings(open.configuration, ownerOf(options.stack));
  const checkout = await readCheckout(options.env);
  const { organization } = open.configuration;
  const shared = await expectSharedCommit(checkout, settings, organization, options);
  const plannedBy = await open.identities.self();
  const made = await makePlan({ ...options, open, key, settings, checkout, shared, plannedBy });
  return reportPlan(made, open, settings, document);
}

/**
 * Tells people of a plan that was made.
 *
 * @returns the exit code: 2 when it is stored, 0 when there is nothing to change
 * @throws OperationError with exit code 6 when a policy stops it
 */
export async function reportPlan(
  made: MadePlan,
  { person, announce, store }: Pick<OpenDelivery, "person" | "announce" | "store">,
  settings: DeliverySettings,
  document: PlanDocument,
): Promise<ExitCode> {
  document.changes = made.changes;
  document.findings = made.findings;
  const refused = refusals(made.findings);
  if (refused.length > 0) {
    throw new OperationError(
      [
        `${document.stack}: a policy stops this plan, which is not stored (${countsInWords(made.counts)})`,
        ...refused.map((one) => `  ${findingInWords(one)}`),
        ...waysToAllow(document.stack, made.findings, new Date()),
      ].join("\n"),
      DENIED,
    );
  }
  if (made.summary === undefined) {
    const stale = made.findings.filter(({ rule }) => rule === STALE_CONTRACT);
    for (const finding of stale) person.tell(findingInWords(finding));
    person.tell(`${document.stack}: nothing to change at this commit; no plan was stored.`);
    return DONE;
  }
  const { summary } = made;
  rememberNames("plans", [summary.id]);
  Object.assign(document, { id: summary.id, sha256: summary.sha256, summary });
  const now = store.now();
  person.tell(planText({ summary, storedAt: now.toISOString() }, now, made.details));
  person.tell(`Stored in ${store.address}.\n${nextSteps(summary)}`);
  // If nobody has to approve, the next message tells what came of the plan.
  if (settings.needsApproval)
    await announce({ type: "plan-ready", plan: summary, details: made.details });
  return CHANGES;
}
