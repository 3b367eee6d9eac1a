import { ownCommand } from "@groundwork/constructs/own-command";
import { countsInWords } from "../terraform/plan-words";
import { changesAnything, goneBy, type PlanSummary } from "../delivery/store/plan-meta";
import { NO_PLAN, placeVariables } from "@groundwork/constructs/delivery/options";
import type { SetDocument } from "../delivery/set/deploy-set";
import { OperationError } from "../core/errors";
import type { PlanResult } from "../delivery/command-results";

/** CodePipeline takes 1,000 characters as text of an approval. */
const SUMMARY_MAX = 900;

/**
 * The variables that a plan in CodeBuild hands on, as lines for a shell. They go by the pipeline and
 * not by the bucket of plans, so that whoever can write to the bucket alone cannot swap a plan.
 *
 * @throws OperationError when it is not the result of a plan
 */
export function planVariables(result: PlanResult): string {
  const { changes, id, sha256, summary } = result;
  if (changes === false) return lines({ PLAN_CHANGES: "no" });
  if (!changes || !id || !sha256 || !summary || !changesAnything(summary.counts)) {
    throw new OperationError("got no result of a plan, expected what `plan --json` printed");
  }
  return lines({
    PLAN_CHANGES: "yes",
    PLAN_ID: id,
    PLAN_SHA256: sha256,
    PLAN_SUMMARY: summaryText(summary, sha256).slice(0, SUMMARY_MAX),
  });
}

/**
 * The same of an environment in several places: id and digest of each, by its place in the order of
 * all. A place that has nothing to apply hands on that instead, as CodePipeline knows no empty variable.
 */
export function setVariables({
  environment,
  commit = "",
  sha256,
  waves = [],
}: SetDocument): string {
  const places = waves.flatMap((wave) => wave.places);
  const some = places.filter(({ result }) => result === "planned");
  const summary = [
    `${environment}: ${some.length} of ${places.length} places have changes.`,
    `Commit ${commit.slice(0, 12)}${sha256 === undefined ? "" : `, sha256 of all plans ${sha256}`}. See one: ${ownCommand("show <plan>")}`,
    ...some.map(({ id }) => id!),
  ].join(" ");
  return lines({
    PLAN_CHANGES: some.length === 0 ? "no" : "yes",
    PLAN_SUMMARY: summary.slice(0, SUMMARY_MAX),
    ...Object.fromEntries(
      places.flatMap(({ result, id, sha256: hash }, index) => {
        const variables = placeVariables(index);
        const isPlanned = result === "planned";
        return [
          [variables.id, isPlanned ? id! : NO_PLAN],
          [variables.sha256, isPlanned ? hash! : NO_PLAN],
        ];
      }),
    ),
  });
}

/** For the person who is asked: how much, what goes, which commit, which plan. */
function summaryText(summary: PlanSummary, sha256: string): string {
  const { id, stack, counts, commit } = summary;
  const { destroyed, replaced } = goneBy(summary);
  const some = (title: string, of: PlanSummary["resources"]) =>
    of.length === 0
      ? []
      : [
          `${title}: ${of
            .slice(0, 5)
            .map(({ address }) => address)
            .join(", ")}${of.length > 5 ? ` and ${of.length - 5} more` : ""}.`,
        ];
  return [
    `${stack}: ${countsInWords(counts)}.`,
    ...some("Destroys", destroyed),
    ...some("Replaces", replaced),
    `Commit ${commit.slice(0, 12)}, plan ${id}, sha256 ${sha256}. See it: ${ownCommand(`show ${id}`)}`,
  ].join(" ");
}

/** Single quotes leave nothing to the shell but their own end. */
const lines = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join("");
