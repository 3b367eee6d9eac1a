import type { Configuration } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { DENIED, MISMATCH, NOT_USABLE } from "../../core/exit-codes";
import { when } from "../../core/when";
import { releaseName } from "../../terraform/release";
import { notAnother, type NotAnother } from "../four-eyes";
import {
  expiryOf,
  type Identity,
  isExpired,
  metaText,
  nameOf,
  type PlanRecord,
  type PlanSummary,
} from "../store/plan-meta";

/** What a plan is checked against. */
export interface ApplyFacts {
  /** Commit of the checkout. */
  readonly head: string;
  /** The hash as it was given to the command. */
  readonly sha256: string;
  /** Whether the configuration demands an approval; a summary cannot change that. */
  readonly needsApproval: boolean;
  /** The configuration, which tells people apart. */
  readonly configuration: Configuration;
  /** The time by the clock of the store. */
  readonly now: Date;
  readonly terraformVersion: string;
}

/** The bundle that lies in the store under the plan's name. */
export interface BundleFacts {
  readonly sha256: string;
  /** The summary that was packed with the plan, as JSON. */
  readonly meta: string | undefined;
}

type Check = (record: PlanRecord, facts: ApplyFacts) => OperationError | undefined;

/**
 * The checks before the bundle is read.
 * @throws OperationError at the first thing that is not as it must be
 */
export function checkIdentity(record: PlanRecord, facts: ApplyFacts): void {
  demand([newest, commit, givenDigest], record, facts);
}

/**
 * A plan that was made of what nobody else has, where that is let, is applied as it was made.
 *
 * @param missing why the shared branch is not known to have the commit; undefined where it has
 * @throws OperationError when that is so now and was not when it was planned
 */
export function checkShared(
  { summary }: PlanRecord,
  { needsApproval }: Pick<ApplyFacts, "needsApproval">,
  missing: string | undefined,
): void {
  if (missing === undefined || (summary.unshared && !needsApproval)) return;
  throw mismatch(summary.id, missing);
}

/** @throws OperationError when it is not the bundle that was planned */
export function checkBundle({ summary }: PlanRecord, bundle: BundleFacts): void {
  const { id, sha256, ...meta } = summary;
  if (bundle.sha256 !== sha256) {
    throw mismatch(
      id,
      `got a bundle with the sha256 ${bundle.sha256}, expected ${sha256}: what lies in the store is not what was planned`,
    );
  }
  if (bundle.meta !== metaText({ id, ...meta })) {
    throw mismatch(id, "its summary in the store is not the one that was packed with the plan");
  }
}

/**
 * The checks after the bundle is read.
 * @throws OperationError at the first thing that is not as it must be
 */
export function checkUse(record: PlanRecord, facts: ApplyFacts): void {
  demand([approval, expiry, unused, terraform], record, facts);
}

function demand(checks: readonly Check[], record: PlanRecord, facts: ApplyFacts): void {
  for (const check of checks) {
    const problem = check(record, facts);
    if (problem) throw problem;
  }
}

const newest: Check = ({ summary, newer }) =>
  newer === undefined
    ? undefined
    : notUsable(
        summary.id,
        `superseded by ${newer}, a newer plan of ${summary.stack}. Look at that one: ${ownCommand(`show ${newer}`)}`,
      );

const commit: Check = ({ summary }, { head }) =>
  summary.commit === head
    ? undefined
    : mismatch(
        summary.id,
        `it was planned at the commit ${summary.commit}, and ${head} is checked out. ` +
          `Check out the other one, or plan this one: ${ownCommand(`plan ${summary.stack}`)}`,
      );

const givenDigest: Check = ({ summary }, { sha256 }) =>
  summary.sha256 === sha256.toLowerCase()
    ? undefined
    : mismatch(
        summary.id,
        `got --sha256 ${sha256}, but the store has ${summary.sha256}. ` +
          "Take the hash from where the plan was made, never from the store; " +
          "if it differs there as well, somebody has written to the store",
      );

const approval: Check = (record, { needsApproval, configuration }) => {
  const { summary, approval: decision } = record;
  if (decision?.verdict === "rejected") return rejected(record);
  if (!needsApproval) return undefined;
  if (decision === undefined) {
    return notUsable(
      summary.id,
      `not approved. Somebody other than ${nameOf(summary.plannedBy)} does: ${ownCommand(`approve ${summary.id}`)}`,
    );
  }
  if (decision.sha256 !== summary.sha256) {
    return mismatch(summary.id, `the approval is of a bundle with the sha256 ${decision.sha256}`);
  }
  const problem = notAnother(summary.plannedBy, decision.by, configuration);
  return problem === undefined
    ? undefined
    : notUsable(
        summary.id,
        `not approved by anybody but ${nameOf(decision.by)}, who ${sentences(problem)}. ${planAgain(summary)}`,
      );
};

const expiry: Check = (record, { now }) =>
  isExpired(record, now)
    ? notUsable(
        record.summary.id,
        `expired at ${when(expiryOf(record), now)}. ${planAgain(record.summary)}`,
      )
    : undefined;

const unused: Check = ({ summary, started, outcome }) => {
  if (started === undefined) return undefined;
  const begun = `used: its apply began at ${when(new Date(started.at))}, by ${nameOf(started.by)}`;
  if (outcome === undefined) {
    return notUsable(
      summary.id,
      `${begun}, and no outcome is stored: it is still under way, or was killed. ` +
        `Look at the state: ${ownCommand(`doctor ${summary.stack}`)}. ` +
        `If its lock was left behind: ${ownCommand(`unlock ${summary.stack}`)}. ${planAgain(summary)}`,
    );
  }
  const end = outcome.ok
    ? "and was applied"
    : `and failed: ${outcome.error ?? "no reason is stored"}`;
  return notUsable(summary.id, `${begun}, ${end}. A plan is applied once. ${planAgain(summary)}`);
};

const terraform: Check = ({ summary }, { terraformVersion }) =>
  summary.terraformVersion === terraformVersion
    ? undefined
    : mismatch(
        summary.id,
        `it was made by ${releaseName(summary.terraformVersion)}, and this is ${releaseName(terraformVersion)}; ` +
          `each applies plans of its own version only. ${haveRun(summary)}, or plan again: ${ownCommand(`plan ${summary.stack}`)}`,
      );

/** A file names the release for those who install Terraform by it; of OpenTofu they have their own. */
const haveRun = ({ terraformVersion }: PlanSummary): string =>
  /^\d/.test(terraformVersion)
    ? "Install that one (.terraform-version)"
    : `Have ${releaseName(terraformVersion)} run: TERRAFORM_BINARY_NAME names the program`;

/**
 * Whether somebody may approve or reject a plan now.
 * @throws OperationError that says why not
 */
export function checkDecision(
  record: PlanRecord,
  by: Identity,
  verdict: "approved" | "rejected",
  facts: Pick<ApplyFacts, "needsApproval" | "configuration" | "now"> & {
    readonly sha256?: string | undefined;
  },
): void {
  const { summary, approval: decision, started } = record;
  if (started !== undefined) throw notUsable(summary.id, "used: its apply has begun already");
  if (decision !== undefined) {
    throw decision.verdict === "rejected"
      ? rejected(record)
      : notUsable(
          summary.id,
          `approved already, by ${nameOf(decision.by)} at ${when(new Date(decision.at), facts.now)}`,
        );
  }
  demand([newest, expiry], record, { ...facts, head: "", sha256: "", terraformVersion: "" });
  if (facts.sha256 !== undefined) {
    demand([givenDigest], record, {
      ...facts,
      sha256: facts.sha256,
      head: "",
      terraformVersion: "",
    });
  }
  if (verdict === "rejected" || !facts.needsApproval) return;
  const problem = notAnother(summary.plannedBy, by, facts.configuration);
  if (problem !== undefined) {
    const { why, hint } = problem;
    throw new OperationError(
      `${summary.id}: ${sentences({ why: `${nameOf(by)} ${why}, so somebody else must approve it`, hint })}`,
      DENIED,
    );
  }
}

const sentences = ({ why, hint }: NotAnother): string =>
  hint === undefined ? why : `${why}. ${hint}`;

const rejected = ({ summary, approval: decision }: PlanRecord): OperationError =>
  notUsable(
    summary.id,
    `rejected by ${nameOf(decision!.by)} at ${when(new Date(decision!.at))}: ${decision!.why ?? "no reason given"}`,
  );

const planAgain = ({ stack }: PlanSummary): string => `Plan again: ${ownCommand(`plan ${stack}`)}`;

const mismatch = (id: string, text: string): OperationError =>
  new OperationError(`${id} does not fit: ${text}`, MISMATCH);

const notUsable = (id: string, text: string): OperationError =>
  new OperationError(`${id} cannot be used: ${text}`, NOT_USABLE);
