import { rm } from "node:fs/promises";
import path from "node:path";
import pMap from "p-map";
import { driftIgnores } from "../../core/configured";
import { driftedResources } from "./drift-contents";
import { checkIgnores, sift } from "./drift-ignore";
import { remembered, turn } from "./drift-memory";
import { isFound, type DriftReport, type Unapplied } from "../messages/drift-report";
import { standingOf } from "./drift-standing";
import { DriftStore } from "./drift-store";
import { driftConclusion, driftText } from "./drift-text";
import { runUrl } from "../../core/workflow";
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
import { changesAnything, type PlanRecord } from "../store/plan-meta";
import { sayJson, warn } from "../../core/outlet";
import { AT_A_TIME } from "../../core/at-a-time";
import { unexpected } from "../../core/unexpected";
import { CHANGES, DONE, FAILED, type ExitCode } from "../../core/exit-codes";

export interface DriftOptions extends LookOptions {
  /** Remember what was found, and tell people when that changes. */
  readonly notify: boolean;
}

/**
 * `groundwork drift`: what has changed past Terraform, and what was merged but not applied. Changes
 * nothing and takes no lock.
 *
 * @returns the exit code: 2 when something was found, 1 when a stack could not be looked at
 */
export async function drift(options: DriftOptions): Promise<ExitCode> {
  return withStacks(options, async ({ delivery, stacks }) => {
    checkIgnores(driftIgnores(), delivery.stacks);
    const ready = await initStacks(stacks, options);
    const reports = await pMap(
      ready,
      async (stack) => {
        const report = await reportOn(delivery, stack, options);
        if (options.notify) await tellOf(delivery, report);
        return report;
      },
      AT_A_TIME.terraform,
    );
    if (options.json) sayJson(reports);
    for (const report of reports) delivery.person.tell(driftText(report));
    delivery.person.tell(driftConclusion(reports));
    if (reports.some(({ error }) => error !== undefined)) return FAILED;
    return reports.some(isFound) ? CHANGES : DONE;
  });
}

async function reportOn(
  delivery: OpenDelivery,
  stack: InitStack,
  options: DriftOptions,
): Promise<DriftReport> {
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
  try {
    const { skipped, waiting, note } = standingOf(await newestPlan(delivery, stack.name), now);
    if (skipped !== undefined) return { ...nothing, skipped };
    stack.expectInit();
    const found = driftedResources(await planned(stack), stack.json);
    const sifted = sift(stack.name, found, driftIgnores(), now);
    return {
      ...nothing,
      ...sifted,
      notes: [...sifted.notes, ...(note === undefined ? [] : [note])],
      ...(waiting === undefined ? { unapplied: await unappliedIn(stack) } : { waiting }),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { ...nothing, error: unexpected(await maskedFailure(stack.terraform, error)) };
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
 * What differs between code and state, without asking AWS for the resources: a whole plan would
 * also have what has changed past Terraform, which is no change that somebody merged.
 */
async function unappliedIn(stack: OpenStack): Promise<Unapplied | undefined> {
  const { counts, resources } = planContents(await planned(stack, "-refresh=false"), stack.json);
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
