import { stacksOf } from "../../core/asked-stacks";
import { rm } from "node:fs/promises";
import path from "node:path";
import { allowedDestroys, loadConfiguration } from "../../core/configured";
import { ownerOf } from "@groundwork/configuration/names";
import pMap from "p-map";
import { runUrl } from "../../core/workflow";
import { initStacks, withStacks, type InitStack, type LookOptions } from "../open-stacks";
import { explainUnread } from "../layers/below";
import { layersAmong, type LayersAround } from "../layers/layers-around";
import { findingsAbove } from "../layers/readers";
import { NotForReviewError } from "../credentials";
import type { OpenDelivery } from "../open";
import { unusedData } from "../plan/unused-data";
import { maskedFailure } from "../plan/masked-failure";
import { lessKept } from "../plan/less-kept";
import { judgePlan } from "../plan/plan-policy";
import { judgeByRules } from "../plan/plan-rules";
import { reviewComments, writeComments, type ReviewedStack } from "./review-comments";
import { reviewedPlan } from "./reviewed-plan";
import { deliverySettings } from "../settings";
import { comparisonComment } from "./compared";
import { Comparison } from "./comparison";
import { secretProblems } from "./secret-reads";
import { secretsOfState } from "./state-secrets";
import { notPlanned, takeForeign } from "./take-foreign";
import { expectSettled, UnsettledError } from "../../state/layers/expect-settled";
import { OperationError } from "../../core/errors";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import type { SynthesizedStack } from "../../core/project";
import type { Workspace } from "../../stand-ins/workspace";
import { AT_A_TIME } from "../../core/at-a-time";
import { say, sayJson } from "../../core/outlet";

export interface ReviewOptions extends LookOptions {
  /** Folder for the comments. @default standard output */
  readonly out?: string | undefined;
  /** Folder `cdktf.out` that was made elsewhere, by code that is not trusted. */
  readonly synthesized?: string | undefined;
}

/**
 * `groundwork review`: what a change does to each stack, as comments for its pull request. Changes
 * nothing and takes no lock.
 *
 * @returns the exit code: 1 when a stack could not be planned, which its comment says as well
 */
export async function review(options: ReviewOptions): Promise<ExitCode> {
  const { env, out } = options;
  const reviewed = await planAll(options);
  const facts = { commit: env["REVIEW_COMMIT"] ?? env["GITHUB_SHA"], runUrl: runUrl(env) };
  const { synthesized } = options;
  const first = synthesized === undefined ? [] : [await comparisonComment(synthesized, env)];
  const comments = [...first, ...reviewed.flatMap((one) => reviewComments(one, facts))];
  const written = out === undefined ? undefined : await writeComments(out, comments);
  if (options.json) sayJson(comments);
  else if (written === undefined) say(comments.map(({ body }) => body).join("\n"));
  else say(`Written to ${out}: ${[...written, "comments.json, which lists them"].join(", ")}`);
  return reviewed.some(({ problem, refused }) => problem !== undefined && !refused) ? FAILED : DONE;
}

/** A stack that was refused is not a failure: it waits for the merge. */
type Outcome = ReviewedStack & { readonly refused?: boolean };

async function planAll(options: ReviewOptions): Promise<Outcome[]> {
  const refused: Outcome[] = [];
  const bases = new Map<string, unknown>();
  const adding = new Set<string>();
  const choose = async (trusted: SynthesizedStack[], workspace: Workspace) => {
    if (options.synthesized === undefined) return trusted;
    const target = path.join(workspace.dir, "foreign");
    const taken = await takeForeign(
      options.synthesized,
      trusted,
      options.stacks,
      target,
      // This checkout is the base branch's.
      loadConfiguration().organization.delivery.github?.pullRequestsAdd,
      stacksOf(loadConfiguration()),
    );
    for (const [name, json] of taken.trusted) bases.set(name, json);
    for (const name of taken.adding) adding.add(name);
    refused.push(...taken.refused.map((one) => ({ ...one, refused: true })));
    return [...taken.stacks];
  };
  const planned = await withStacks(
    // Code that nobody has looked at yet is what this role is used for; a person's own is not.
    { ...options, use: options.synthesized === undefined ? "plan" : "review" },
    async ({ delivery, stacks }) => {
      const ready = await initStacks(stacks, options, adding);
      return pMap(
        ready,
        (stack) => {
          const layers = layersAmong(stack.name, ready, delivery.configuration);
          return planOf(stack, { base: bases.get(stack.name), layers }, delivery, options);
        },
        AT_A_TIME.terraform,
      );
    },
    choose,
  );
  return [...planned, ...refused].toSorted((a, b) => (a.stack < b.stack ? -1 : 1));
}

const PLAN_FILE = "review.tfplan";

interface Beside {
  /** The stack as it is in the base branch, where it was synthesized elsewhere. */
  readonly base: unknown;
  /** Those around it that are reviewed as well; undefined of what is no layer. */
  readonly layers: LayersAround | undefined;
}

async function planOf(
  stack: InitStack,
  { base, layers }: Beside,
  delivery: OpenDelivery,
  options: ReviewOptions,
): Promise<Outcome> {
  const { name, terraform, json } = stack;
  try {
    stack.expectInit();
    await expectSettled(delivery, name);
    if (base !== undefined) {
      const secrets = secretsOfState(await terraform.showJson());
      const problems = secretProblems(new Comparison(json, base), secrets);
      if (problems.length > 0) return { stack: name, problem: notPlanned(problems), refused: true };
    }
    await terraform.plan(PLAN_FILE, "-lock=false");
    const plan = await terraform.showJson(PLAN_FILE);
    const text = await terraform.show(PLAN_FILE);
    const { production } = deliverySettings(delivery.configuration, ownerOf(name));
    const rules = {
      stack: name,
      production,
      allowed: allowedDestroys(),
      flags: [],
      now: new Date(),
    };
    const reviewed = reviewedPlan(stack, { plan, text }, (resources) =>
      judgePlan(resources, { ...rules, lessKept: lessKept(plan) }),
    );
    const broken = options.standIns ? [] : await judgeByRules(plan, { ...rules, json });
    return {
      ...reviewed,
      findings: [
        ...(reviewed.findings ?? []),
        ...broken,
        ...unusedData(json),
        ...(layers ? findingsAbove(plan, json, layers) : []),
      ],
    };
  } catch (error) {
    options.signal.throwIfAborted();
    const failure = await maskedFailure(
      terraform,
      layers ? explainUnread(name, json, error, layers) : error,
    );
    if (!(failure instanceof OperationError)) throw failure;
    const refused = error instanceof NotForReviewError || error instanceof UnsettledError;
    return { stack: name, problem: failure.message, ...(refused && { refused }) };
  } finally {
    // It holds all values of the state.
    await rm(path.join(terraform.dir, PLAN_FILE), { force: true });
  }
}
