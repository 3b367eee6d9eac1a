import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import type { PlaceResult, WaveResult } from "../set/set-text";
import type { Notice } from "./notice";

/** What became of an environment in all its places, of which people are told once and not for each. */
export interface ToldSet {
  readonly environment: string;
  readonly commit?: string | undefined;
  /** One hash of the plans that wait, or were approved. */
  readonly sha256?: string | undefined;
  readonly waves: readonly WaveResult[];
  /** The wave after which none began, from 1. */
  readonly stoppedAfter?: number | undefined;
  /** Who did it. */
  readonly by?: string | undefined;
  readonly runUrl?: string | undefined;
}

type SetEvent = "set-ready" | "set-approved" | "set-ended";

/** The messages when plans of all places wait, when somebody lets them pass, and when they are applied. */
export function setNotice(type: SetEvent, set: ToldSet): Notice {
  const { environment, commit, by, runUrl, sha256 } = set;
  return {
    owner: environment,
    ...storyOf(type, set),
    facts: [
      ["Commit", commit],
      ["SHA-256 of all plans", sha256],
      ["By", by],
      ["Run", runUrl],
    ],
    lists: LISTED.map(([result, title]) => ({
      title,
      items: placesOf(set)
        .filter((place) => place.result === result)
        .map(({ stack, why }) => (why === undefined ? stack : `${stack}: ${why.split("\n")[0]}`)),
    })),
    thread: `set-${environment}-${(commit ?? "").slice(0, 8)}`,
    keywords: [environment],
    context: { environment, commit, by },
  };
}

const LISTED: readonly (readonly [PlaceResult["result"], string])[] = [
  ["failed", "Failed"],
  ["not begun", "Not begun"],
  ["planned", "Planned"],
  ["applied", "Applied"],
  ["unchanged", "Nothing to change"],
];

const placesOf = ({ waves }: ToldSet): PlaceResult[] => waves.flatMap(({ places }) => [...places]);

type Story = Pick<Notice, "subject" | "sign" | "happened" | "next">;

function storyOf(type: SetEvent, set: ToldSet): Story {
  const { environment, sha256, stoppedAfter } = set;
  const places = placesOf(set);
  const planned = count(places.filter(({ result }) => result === "planned").length, "stack");
  const failed = places.filter(({ result }) => result === "failed").length;
  const goOn = {
    what: "Go on with what is left",
    command: ownCommand(`deploy-set ${environment}`),
  };
  switch (type) {
    case "set-ready":
      return {
        subject: `${environment}: plans of ${planned} wait for approval`,
        sign: ":hourglass_flowing_sand:",
        happened: `Plans of ${planned} of ${environment} wait for an approval.`,
        next: [
          {
            what: "Look at each plan, then approve all of them",
            command: ownCommand(`approve-set ${environment} --sha256 ${sha256}`),
          },
        ],
      };
    case "set-approved":
      return {
        subject: `${environment}: plans of ${planned} approved`,
        sign: ":thumbsup:",
        happened: `Somebody let the plans of ${planned} of ${environment} pass.`,
        next: [{ what: "Apply them", command: ownCommand(`deploy-set ${environment}`) }],
      };
    default:
      return failed === 0 && stoppedAfter === undefined
        ? {
            subject: `${environment}: ${count(places.length, "stack")} applied`,
            sign: ":white_check_mark:",
            happened: `${environment} is as the commit says in ${count(places.length, "stack")}.`,
            next: [],
          }
        : {
            subject: `${environment}: apply of ${count(failed, "stack")} FAILED${stoppedAfter === undefined ? "" : `, stopped after wave ${stoppedAfter}`}`,
            sign: ":x:",
            happened: `${failed} of ${count(places.length, "stack")} of ${environment} could not be applied.`,
            next: [goOn],
          };
  }
}
