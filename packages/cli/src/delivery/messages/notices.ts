import { ownerOf } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { driftNotice } from "./drift-notices";
import { personOf, type DeliveryEvent } from "./events";
import { imageNotice } from "./image-notices";
import { countsInWords, resourceInWords } from "../../terraform/plan-words";
import { runNotice } from "./run-notices";
import { setNotice } from "./set-notices";
import { utc, type Fact, type Notice, type Step } from "./notice";
import { findingInWords } from "../store/plan-text";
import { loadTestInWords } from "../store/planned-load-test";
import { attributeLines, nameOfResource, widerLines } from "../store/changes-text";
import {
  byAddress,
  type PlanDetails,
  type PlannedAttribute,
  type ResourceDetails,
} from "../store/plan-details";
import { goneBy, type PlannedResource, type PlanSummary } from "../store/plan-meta";
import { rollbackInWords } from "../store/planned-rollback";
import { changeInWords } from "../../words/change-words";

type PlanEvent = Extract<DeliveryEvent, { plan: PlanSummary }>;

/** The message on an event. */
export function noticeOf(event: DeliveryEvent): Notice {
  switch (event.type) {
    case "drift-found":
    case "drift-gone":
      return driftNotice(event.type, event.report);
    case "run-failed":
    case "run-passed":
      return runNotice(event.type, event.run);
    case "set-ready":
    case "set-approved":
    case "set-ended":
      return setNotice(event.type, event.set);
    case "image-pushed":
    case "scan-findings":
      return imageNotice(event);
    default:
      return planNotice(event);
  }
}

function planNotice(event: PlanEvent): Notice {
  const { plan, details } = event;
  const owner = ownerOf(plan.stack);
  const counts = countsInWords(plan.counts);
  const { destroyed, replaced } = goneBy(plan);
  const known = byAddress(details);
  return {
    owner,
    ...storyOf(event, owner, counts),
    facts: [...factsOf(event, counts)],
    lists: [
      { title: "Destroyed", items: destroyed.map(resourceInWords) },
      {
        title: "Destroyed and made anew",
        items: replaced.map((one) => replacedInWords(one, known.get(one.address))),
      },
      { title: "More access than before", items: widerLines(plan.resources, details) },
      {
        title: "Findings of the policies",
        items: plan.findings.map(findingInWords),
      },
      { title: "Changed", items: changedLines(plan, details) },
    ],
    next: nextOf(event),
    thread: plan.id,
    keywords: [owner, plan.stack, counts],
    context: {
      environment: owner,
      stack: plan.stack,
      planId: plan.id,
      sha256: plan.sha256,
      commit: plan.commit,
    },
  };
}

/** A replacement with the values that force it. */
function replacedInWords(resource: PlannedResource, details: ResourceDetails | undefined): string {
  const forcing = (details?.attributes ?? []).filter(({ forces }) => forces);
  const words = resourceInWords(resource);
  return forcing.length === 0 ? words : `${words}: ${changesInWords(forcing)}`;
}

/** What changes and stays, a line for each thing: `service web, log group: retention 90 -> 30 days`. */
const changedLines = ({ resources }: PlanSummary, details: PlanDetails | undefined): string[] => {
  const known = byAddress(details);
  return resources
    .filter(({ action }) => action === "update")
    .flatMap((resource) => {
      const lines = attributeLines(resource, known.get(resource.address), SHORTLY);
      return lines.length === 0 ? [] : [`${nameOfResource(resource)}: ${lines.join("; ")}`];
    });
};

/** A message has room for a few short values. */
const SHORTLY = { longest: 40, most: 4 } as const;

const changesInWords = (changes: readonly PlannedAttribute[]): string =>
  changes
    .slice(0, SHORTLY.most)
    .map((one) => changeInWords(one, SHORTLY.longest))
    .join("; ");

/** What happened, in one line and in one sentence. */
function storyOf(
  event: PlanEvent,
  owner: string,
  counts: string,
): Pick<Notice, "subject" | "sign" | "happened"> {
  switch (event.type) {
    case "plan-ready": {
      const { needsApproval, plannedBy, rollback } = event.plan;
      const what = rollback === undefined ? "plan" : `rollback of ${rollback.service}`;
      const happened = `${personOf(plannedBy)} planned ${rollback === undefined ? owner : `a ${what} in ${owner}`}: ${counts}.`;
      return needsApproval
        ? {
            subject: `${owner}: ${what} waits for approval: ${counts}`,
            sign: ":raised_hand:",
            happened: `${happened} It waits for approval.`,
          }
        : {
            subject: `${owner}: ${what} ready: ${counts}`,
            sign: ":clipboard:",
            happened: `${happened} It needs no approval.`,
          };
    }
    case "approved":
      return {
        subject: `${owner}: plan approved: ${counts}`,
        sign: ":white_check_mark:",
        happened: `${personOf(event.approval.by)} approved the plan for ${owner}: ${counts}.`,
      };
    case "rejected":
      return {
        subject: `${owner}: plan rejected: ${counts}`,
        sign: ":no_entry:",
        happened: `${personOf(event.approval.by)} rejected the plan for ${owner}: ${counts}. Nothing is applied.`,
      };
    case "applied":
      return {
        subject: `${owner}: applied: ${countsInWords(event.outcome.counts)}`,
        sign: ":rocket:",
        happened: `${personOf(event.outcome.by)} applied the plan to ${owner}: ${countsInWords(event.outcome.counts)}.`,
      };
    case "failed":
      return {
        subject: `${owner}: apply FAILED`,
        sign: ":rotating_light:",
        happened: `The apply of ${personOf(event.outcome.by)} to ${owner} failed. Parts of the plan may be in place.`,
      };
  }
}

function factsOf(event: PlanEvent, counts: string): Fact[] {
  const { plan } = event;
  const branch = plan.branch === undefined ? "" : ` (${plan.branch})`;
  const decided = event.type === "approved" || event.type === "rejected";
  const ended = event.type === "applied" || event.type === "failed";
  return [
    ["Stack", plan.stack],
    ["Changes", counts],
    ["Rollback", plan.rollback && rollbackInWords(plan.rollback)],
    ["Reason", plan.rollback?.why],
    ["Error", ended ? event.outcome.error : undefined],
    ["Why", decided ? event.approval.why : undefined],
    ["Commit", `${plan.commit}${branch}${plan.dirty ? ", with changes that are not in it" : ""}`],
    ...(plan.loadTests ?? []).map(
      (one) => ["Load test", loadTestInWords(one, utc(one.at))] as const,
    ),
    ["Planned", `${utc(plan.plannedAt)} by ${personOf(plan.plannedBy)}`],
    ...(decided ? [["Decided", utc(event.approval.at)] as const] : []),
    ...(ended ? [["Ended", utc(event.outcome.at)] as const] : []),
    ["Plan id", plan.id],
    ["SHA-256", plan.sha256],
    ["Expires", ended || event.type === "rejected" ? undefined : utc(plan.expiresAt)],
    ["Run", ended ? (event.outcome.runUrl ?? plan.runUrl) : plan.runUrl],
  ];
}

function nextOf(event: PlanEvent): Step[] {
  const { id, sha256, stack, needsApproval } = event.plan;
  const look: Step = { what: "Look at it", command: ownCommand(`show ${id}`) };
  const apply: Step = { what: "Apply it", command: ownCommand(`apply ${id} --sha256 ${sha256}`) };
  const anew: Step = { what: "Plan anew", command: ownCommand(`plan ${stack}`) };
  switch (event.type) {
    case "plan-ready":
      if (!needsApproval) return [look, { ...apply, what: "Apply it, if no workflow does" }];
      return [
        look,
        event.approveUrl === undefined
          ? { what: "Approve it", command: ownCommand(`approve ${id}`) }
          : { what: "Approve or reject it", url: event.approveUrl },
        ...(event.approveUrl === undefined
          ? [{ what: "Reject it", command: ownCommand(`reject ${id} --why "..."`) }]
          : []),
      ];
    case "approved":
      return [{ ...apply, what: "Apply it, if no workflow does" }];
    case "rejected":
      return [{ ...anew, what: "Change the code, then plan anew" }];
    case "applied":
      return [{ what: "Look at log and outputs", command: ownCommand(`show ${id}`) }];
    case "failed":
      return [...remedies(event.outcome.exit, stack, id), anew];
  }
}

/** What helps before the next plan, by the exit code of the apply. */
function remedies(exit: number, stack: string, id: string): Step[] {
  const log: Step = { what: "See how far it came", command: ownCommand(`show ${id}`) };
  switch (exit) {
    case 3:
      return [{ what: "The state has changed since the plan was made; nothing was applied" }];
    case 7:
      return [
        {
          what: "Somebody else holds the state's lock; see who",
          command: ownCommand(`doctor ${stack}`),
        },
      ];
    default:
      return [
        log,
        { what: "Look whether the state is sound", command: ownCommand(`doctor ${stack}`) },
      ];
  }
}
