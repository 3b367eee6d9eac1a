import { fencedToFit, folded } from "../core/markdown";
import { utc } from "../delivery/messages/notice";
import { releaseName } from "../terraform/release";
import { countsInWords, resourceInWords } from "../terraform/plan-words";
import { attributeLines, nameOfResource } from "../delivery/store/changes-text";
import { goneBy, type Outcome, type PlanSummary } from "../delivery/store/plan-meta";
import { plain, plainLine } from "../core/plain";
import { marked, type Comment } from "./comment";

/** What is known of the delivery of one merge to one environment. */
export interface Delivered {
  readonly environment: string;
  readonly commit: string;
  readonly runUrl?: string | undefined;
  /** Undefined where there was nothing to change, or no plan could be made. */
  readonly summary?: PlanSummary | undefined;
  /** Undefined where nothing was applied (yet). */
  readonly outcome?: Outcome | undefined;
  /** Why nothing was applied, or what went wrong before it. */
  readonly note?: string | undefined;
}

/** The comment on the pull request that was merged, one for each environment. */
export function deliveryComment(delivered: Delivered): Comment {
  const { environment, commit, runUrl, summary, outcome, note } = delivered;
  return marked(
    `delivery: ${environment}`,
    [
      `### ${environment}: ${titleOf(delivered)}`,
      ...(note === undefined ? [] : ["", textOf(plain(note))]),
      ...(outcome?.error === undefined ? [] : ["", textOf(plainLine(outcome.error))]),
      ...(summary === undefined ? [] : goneText(summary)),
      "",
      [
        `commit ${commit.slice(0, 12)}`,
        ...(summary === undefined
          ? []
          : [
              `plan \`${summary.id}\` by ${releaseName(summary.terraformVersion)}`,
              `sha256 \`${summary.sha256}\``,
              `expires ${utc(summary.expiresAt)}`,
            ]),
        ...(runUrl === undefined ? [] : [`[the run](${runUrl})`]),
      ].join(" · "),
    ].join("\n"),
  );
}

function titleOf({ summary, outcome, note }: Delivered): string {
  if (summary === undefined) return note === undefined ? "nothing to change" : "not planned";
  const counts = countsInWords(summary.counts);
  if (outcome !== undefined)
    return outcome.ok ? `applied: ${counts}` : `the apply failed: ${counts}`;
  if (note !== undefined) return `not applied: ${counts}`;
  return summary.needsApproval ? `waits for approval: ${counts}` : `planned: ${counts}`;
}

/**
 * Limit of each of the five texts, in bytes. The run has the rest; the comment on the open pull
 * request had everything that goes.
 */
const ROOM = 11_000;

const textOf = (text: string): string => fencedToFit(text.split("\n"), "text", ROOM);

function goneText(summary: PlanSummary): string[] {
  const { destroyed, replaced } = goneBy(summary);
  const part = (title: string, resources: PlanSummary["resources"]) =>
    resources.length === 0
      ? []
      : [
          "",
          `**${title}**`,
          "",
          fencedToFit(
            resources.map((one) => plainLine(resourceInWords(one))),
            "text",
            ROOM,
          ),
        ];
  return [
    ...part("Destroyed", destroyed),
    ...part("Replaced", replaced),
    ...changedText(summary.resources),
  ];
}

/** What changes by its names alone: a repository has other readers than the store of plans. */
function changedText(resources: PlanSummary["resources"]): string[] {
  const lines = resources
    .filter(({ action, attributes = [] }) => action === "update" && attributes.length > 0)
    .map((one) => {
      const names = attributeLines(one, undefined).join(" ");
      return plainLine(`${nameOfResource(one)}: ${names}`);
    });
  if (lines.length === 0) return [];
  const block = fencedToFit(lines, "text", ROOM);
  return ["", folded(`Changed (${lines.length})`, block)];
}
