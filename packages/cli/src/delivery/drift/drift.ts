import { rm } from "node:fs/promises";
import path from "node:path";
import pMap from "p-map";
import { driftIgnores } from "../../core/configured";
import { driftIn } from "./drift-contents";
import { checkIgnores, sift } from "./drift-ignore";
import { remembered, turn } from "./drift-memory";
import { isFound, type DriftReport, type Unapplied } from "../messages/drift-report";
import { standingOf } from "./drift-standing";
import { DriftStore } from "./drift-store";
import { driftConclusion, driftText } from "./drift-text";
import { planBack, type PlansBack } from "./plan-back";
import type { MadeProposal } from "./propose/make-proposal";
import type { DriftDocument, Proposal } from "./propose/proposal";
import { proposalParts } from "./propose/proposal-text";
import { jointPatch, proposalsFor, type Found } from "./propose/proposals";
import { runUrl } from "../../core/workflow";
import { contractNotes, noteLines } from "../contract-notes";
import type { OpenDelivery } from "../open";
import {
  initStacks,
  withStacks,
  type InitStack,
  type LookOptions,
  type OpenStack,
} from "../open-stacks";
import { maskedFailure } from "../plan/masked-failure";
import { planContents } from "../plan/plan-changes";
import { secretsIn } from "../plan/secrets";
import { changesAnything, type PlanRecord } from "../store/plan-meta";
import { expectSettled } from "../../state/layers/expect-settled";
import { OperationError } from "../../core/errors";
import { pass, sayJson, warn } from "../../core/outlet";
import { AT_A_TIME } from "../../core/at-a-time";
import { unexpected } from "../../core/unexpected";
import { CHANGES, DONE, FAILED, type ExitCode } from "../../core/exit-codes";

export interface DriftOptions extends LookOptions {
  /** Remember what was found, and tell people when that changes. */
  readonly notify: boolean;
  /** Say how it may end, and print that as a patch. @default false */
  readonly propose?: boolean | undefined;
  /** Plan the way back to what the code says. @default false */
  readonly revert?: boolean | undefined;
}

/**
 * `groundwork drift`: what has changed past Terraform, and what was merged but not applied. Changes
 * nothing and takes no lock, but for the plans that it is asked for.
 *
 * @returns the exit code: 2 when something was found, 1 when a stack could not be looked at
 * @throws OperationError as `plan` does, when it is asked to plan the way back
 */
export async function drift(options: DriftOptions): Promise<ExitCode> {
  const { propose = false, revert = false, env, signal } = options;
  if (propose && revert) {
    throw new OperationError(
      "got --propose and --revert, expected one of them: the one keeps what was changed, the other takes it back",
    );
  }
  // Standard output is for the patch.
  const all = { ...options, json: options.json || propose };
  return withStacks(all, async ({ delivery, stacks, workspace }) => {
    checkIgnores(driftIgnores(), delivery.stacks);
    const ready = await initStacks(stacks, options);
    const found = await pMap(
      ready,
      async (stack) => {
        const one = await lookAt(delivery, stack, options);
        if (options.notify) await tellOf(delivery, one.report);
        return one;
      },
      AT_A_TIME.terraform,
    );
    const reports = found.map(({ report }) => report);
    const proposals = propose
      ? await proposalsFor(found, { dir: workspace.dir, env, signal })
      : new Map<string, MadeProposal>();
    for (const report of reports) {
      const proposal = proposals.get(report.stack);
      delivery.person.tell(driftText(report, proposal && proposalParts(report.stack, proposal)));
    }
    delivery.person.tell(driftConclusion(reports));
    const back = revert ? await planBack(reports, delivery, options) : undefined;
    if (options.json) sayJson(reports.map((report) => documentOf(report, proposals, back)));
    else if (propose) pass(await jointPatch([...proposals.values()], env));
    back?.expectAll();
    if (reports.some(({ error }) => error !== undefined)) return FAILED;
    return reports.some(isFound) ? CHANGES : DONE;
  });
}

/** For programs: the report, and what was made of it. */
function documentOf(
  report: DriftReport,
  proposals: ReadonlyMap<string, MadeProposal>,
  back: PlansBack | undefined,
): DriftDocument {
  const made = proposals.get(report.stack);
  const plan = back?.plans.get(report.stack);
  const { edits: _, ...proposal } = made ?? { edits: undefined };
  return { ...report, ...(made && { proposal: proposal as Proposal }), ...(plan && { plan }) };
}

async function lookAt(
  delivery: OpenDelivery,
  stack: InitStack,
  options: DriftOptions,
): Promise<Found> {
  const { env, signal } = options;
  const now = new Date();
  const nothing = {
    stack: stack.name,
    checkedAt: now.toISOString(),
    commit: env["GITHUB_SHA"],
    runUrl: runUrl(env),
    drifted: [],
    ignored: [],
    notes: [],
  };
  const { json } = stack;
  const without = (report: DriftReport): Found => ({ report, json, drift: [], secrets: [] });
  try {
    const { skipped, waiting, note } = standingOf(await newestPlan(delivery, stack.name), now);
    if (skipped !== undefined) return without({ ...nothing, skipped });
    await expectSettled(delivery, stack.name);
    const told = await contractNotes(stack.name, delivery, options);
    stack.expectInit();
    const planJson = await planned(stack);
    const found = driftIn(planJson, json);
    const resources = found.map(({ resource }) => resource);
    const sifted = sift(stack.name, resources, driftIgnores(), now);
    const report = {
      ...nothing,
      ...sifted,
      notes: [...sifted.notes, ...(note === undefined ? [] : [note]), ...noteLines(told)],
      ...(waiting === undefined ? { unapplied: await unappliedIn(stack, planJson) } : { waiting }),
    };
    const secrets = options.propose ? secretsIn(planJson) : [];
    return { report, json, drift: found, secrets };
  } catch (error) {
    signal.throwIfAborted();
    return without({
      ...nothing,
      error: unexpected(await maskedFailure(stack.terraform, error)),
    });
  }
}

/** Undefined as well where there is no plan store: not every team plans this way. */
async function newestPlan({ store }: OpenDelivery, stack: string): Promise<PlanRecord | undefined> {
  try {
    return await store.newest(stack);
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return undefined;
    throw error;
  }
}

/**
 * What differs between code and state, without asking AWS for the resources: a whole plan would also
 * have what has changed past Terraform, which is no change that somebody merged. What the code says
 * and AWS has already is none either, though the state has another value: somebody has written down
 * what was changed.
 *
 * @param whole plan as JSON
 */
async function unappliedIn(stack: OpenStack, whole: string): Promise<Unapplied | undefined> {
  const without = await planned(stack, "-refresh=false");
  const { counts, resources } = planContents(without, stack.json, planContents(whole, stack.json));
  return changesAnything(counts)
    ? { counts, addresses: resources.map(({ address, action }) => `${address}: ${action}`) }
    : undefined;
}

const PLAN_FILE = "drift.tfplan";

/** @returns the plan as JSON */
async function planned({ terraform }: OpenStack, ...args: string[]): Promise<string> {
  try {
    // A check must not wait for a run, nor stop one.
    await terraform.plan(PLAN_FILE, "-lock=false", ...args);
    return await terraform.showJson(PLAN_FILE);
  } finally {
    // It holds all values of the state.
    await rm(path.join(terraform.dir, PLAN_FILE), { force: true });
  }
}

/** Tells people of a change, and only of a change. */
async function tellOf(delivery: OpenDelivery, report: DriftReport): Promise<void> {
  // Nothing is told of a stack of which nothing is known.
  if (report.error !== undefined || report.skipped !== undefined) return;
  const store = new DriftStore(delivery.objects, warn);
  const last = await store.last(report.stack);
  const changed = turn(last, report);
  if (changed.event) await delivery.announce({ type: changed.event, report: changed.report });
  await store.remember(remembered(last, changed));
}
