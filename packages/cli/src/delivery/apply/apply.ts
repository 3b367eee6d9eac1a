import { ownerOf } from "@groundwork/configuration/names";
import { keyOfState } from "../../core/stack-of";
import { ownCommand } from "@groundwork/constructs/own-command";
import { checkBundle, checkIdentity, checkShared, checkUse, type ApplyFacts } from "./checks";
import { expectSameValues } from "../layers/same-values";
import { expectConsent } from "./consent";
import { lockedElsewhere } from "../explain";
import { fileIn, META_FILE, sha256 } from "../store/bundle";
import { detailsOf, type KnownDetails } from "../plan/details-of";
import { readCheckout } from "../plan/checkout";
import { sharedCommit } from "../plan/shared-commit";
import { openDelivery, recordOf, type OpenDelivery } from "../open";
import { runUrl } from "../../core/workflow";
import { parseId } from "../store/plan-id";
import type { Outcome, PlanRecord, PlanSummary } from "../store/plan-meta";
import { AlreadyThereError } from "../store/store-objects";
import { planText } from "../store/plan-text";
import { prepareApply, runApply, type PreparedApply } from "./run-apply";
import { deliverySettings } from "../settings";
import { expectPerson, expectPersonInProduction } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { isNoTime } from "../../core/option-values";
import { NOT_USABLE } from "../../core/exit-codes";
import { shellWord } from "../../core/shell-word";
import { expectNotMoving } from "../../state/layers/expect-settled";
import { heldBy } from "../../state/lock/locks";
import type { OpenOptions } from "../../state/open";
import { releaseNote, requireTerraform } from "../../terraform/release";

export interface ApplyOptions extends OpenOptions {
  readonly id: string;
  /** Hash of the bundle, as it was printed where the plan was made. */
  readonly sha256: string;
  /** How long to wait for the state's lock, as `5m`. */
  readonly lockTimeout: string;
}

/** What is told of an apply, as far as it came. */
export interface ApplyResult {
  summary?: PlanSummary;
  outcome?: Outcome;
  /** Outputs that are not sensitive. */
  outputs?: Readonly<Record<string, unknown>>;
}

/** The document for programs. */
interface Result extends ApplyResult {
  readonly id: string;
  error?: string;
}

/**
 * `groundwork apply`: applies exactly the plan that was approved, once.
 *
 * @throws OperationError with exit code 3 when the state, or what a layer below publishes, has
 *   changed since, 4 when plan, commit or hash do not fit, 5 when the plan cannot be used (any more),
 *   6 when an agent applies to production, 7 when the state is locked
 */
export async function apply(options: ApplyOptions): Promise<void> {
  const { id } = options;
  // What is no id is told as that below.
  expectPersonInProduction("apply", parseId(id)?.stack ?? "", lineOf(options), options);
  const terraformVersion = releaseNote(await requireTerraform(options.env));
  const open = openDelivery(options);
  const document: Result = { id };
  await runCommand({ asked: open.asked, json: options.json, document }, () =>
    applyStored(open, options, terraformVersion, document),
  );
}

/** The command for a person. */
const lineOf = ({ id, sha256: given }: ApplyOptions): string =>
  `apply ${id} --sha256 ${shellWord(given)}`;

/**
 * Applies a plan that lies in the store, whoever has had it made.
 *
 * @param document told how far it came
 * @param shown whether the person has seen the plan. @default false
 */
export async function applyStored(
  open: OpenDelivery,
  options: ApplyOptions,
  terraformVersion: string,
  document: ApplyResult,
  shown = false,
): Promise<void> {
  const record = await recordOf(open, options.id);
  document.summary = record.summary;
  const { stack, destroy } = record.summary;
  await expectNotMoving(open, stack);
  if (destroy) expectPerson(`the end of ${stack}`, lineOf(options), options);
  const bundle = await check(record, open, options, terraformVersion);
  await expectSameValues(record.summary, open, options.env);
  const { details, unknown } = await detailsOf(record, open);
  if (!shown) {
    open.person.tell(planText(record, open.store.now(), details));
    if (unknown !== undefined) open.person.tell(unknown);
  }
  const prepared = await prepareApply(record.summary, bundle, open, options);
  try {
    await expectConsent(open.person);
    await begin(record, prepared, open, options);
    await runAndTell({ record, details, prepared }, open, options, document);
  } finally {
    await prepared.workspace.remove();
  }
}

/** @returns the bundle, which is the one that was planned and approved */
async function check(
  record: PlanRecord,
  open: OpenDelivery,
  options: ApplyOptions,
  terraformVersion: string,
): Promise<Buffer> {
  const { id, env, sha256: given } = options;
  const { summary } = record;
  const facts: ApplyFacts = {
    head: (await readCheckout(env)).commit,
    sha256: given,
    needsApproval: deliverySettings(open.configuration, ownerOf(summary.stack)).needsApproval,
    configuration: open.configuration,
    now: open.store.now(),
    terraformVersion,
  };
  checkIdentity(record, facts);
  const { missing } = await sharedCommit(summary.commit, open.configuration.organization, options);
  checkShared(record, facts, missing);
  const bundle = await open.store.getBundle(id);
  const digest = sha256(bundle);
  // The bundle's content is read only when its owner is known.
  const meta = digest === given.toLowerCase() ? await fileIn(bundle, META_FILE) : undefined;
  checkBundle(record, { sha256: digest, meta: meta?.toString() });
  checkUse(facts.needsApproval ? await open.identities.proved(record) : record, facts);
  if (summary.standIns && !env["AWS_ENDPOINT_URL"]) {
    throw new OperationError(`${id} was planned with stand-ins, which are for an emulator only`);
  }
  return bundle;
}

/** Marks the plan as used: of two applies at once, one comes through here. */
async function begin(
  { summary }: PlanRecord,
  { terraform }: PreparedApply,
  { store, location, locks, identities, configuration }: OpenDelivery,
  { id, env, lockTimeout }: ApplyOptions,
): Promise<void> {
  const key = keyOfState(summary.stack, configuration);
  if (isNoTime(lockTimeout)) {
    // Terraform would say so as well, but by then the plan is used.
    const { row, file } = await locks.read(key);
    const lock = row ?? file;
    if (lock) throw heldBy(key, lock);
    const held = location ? undefined : await terraform.lockHolder();
    if (held) throw lockedElsewhere(summary.stack, held);
  }
  const run = runUrl(env);
  const by = await identities.self();
  try {
    await store.putStarted(id, {
      by,
      at: new Date().toISOString(),
      sha256: summary.sha256,
      ...(run !== undefined && { runUrl: run }),
    });
  } catch (error) {
    if (!(error instanceof AlreadyThereError)) throw error;
    throw new OperationError(
      `${id} cannot be used: another apply of it began just now. What becomes of it: ${ownCommand(`show ${id}`)}`,
      NOT_USABLE,
    );
  }
}

interface Ready extends Pick<KnownDetails, "details"> {
  readonly record: PlanRecord;
  readonly prepared: PreparedApply;
}

async function runAndTell(
  { record: { summary }, details, prepared }: Ready,
  open: OpenDelivery,
  options: ApplyOptions,
  document: ApplyResult,
): Promise<void> {
  const by = await open.identities.self();
  const applied = await runApply(summary, prepared, open, { ...options, by });
  const { outcome, outputs } = applied;
  Object.assign(document, { outcome, ...(outputs !== undefined && { outputs }) });
  await open.announce({ type: outcome.ok ? "applied" : "failed", plan: summary, details, outcome });
  if (!outcome.ok) throw applied.error;
  open.person.tell(
    `Applied ${summary.id}; the state has the serial ${outcome.serial ?? "unknown"}.`,
  );
}
