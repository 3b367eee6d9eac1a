import { plainLine } from "../../core/plain";
import { table } from "../../core/table";
import { when } from "../../core/when";
import type { LockPlace } from "./lock-places";
import type { Verdict } from "./lock-holder";

/** One place that is locked, and whether it may be released. */
export interface JudgedPlace extends LockPlace {
  readonly verdict: Verdict;
}

/** How much is shown of a text that nobody can read. */
const SHOWN_CHARACTERS = 500;

const rawText = ({ text }: LockPlace): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)} ...` : text;

/** The text that a person sees of the locks on a state. */
export function lockReport(
  key: string,
  places: readonly JudgedPlace[],
  now: Date = new Date(),
): string {
  const rows = places.map(({ place, info, since }) => [
    PLACE[place],
    info?.Who ?? "?",
    info?.Operation ?? "?",
    info?.Version ?? "?",
    since ? when(since, now) : "?",
    info?.ID ?? "?",
  ]);
  const differ = new Set(places.map(({ info }) => info?.ID)).size > 1;
  return [
    `${key} is locked:`,
    table([["place", "holder", "operation", "version", "since", "lock id"], ...rows]),
    ...(differ ? ["Row and file are of different runs."] : []),
    ...places.flatMap((place) => [
      `${PLACE[place.place]}: ${place.where}`,
      ...(place.used ? [] : [`  ${UNUSED[place.place]}`]),
      ...(place.info
        ? []
        : [`  not what Terraform writes: ${plainLine(rawText(place)) || "(empty)"}`]),
      `  ${judgement(place.verdict)}: ${place.verdict.why}`,
    ]),
  ].join("\n");
}

const judgement = ({ releasable, final }: Verdict): string =>
  releasable ? "may be released" : `not released${final ? "" : " without --force"}`;

export const PLACE = { row: "table row", file: "lock file", backend: "lock" } as const;

const UNUSED = {
  row: 'backend.lock in environments/organization.ts is "s3": only other clients look there',
  file: 'backend.lock in environments/organization.ts is "dynamodb": only other clients look there',
  backend: "",
} as const;

/** What to do about a lock whose holder may be alive. */
export const WAIT_OR_FORCE =
  "Wait until that run has ended. If you know that it has: add --force, or --older-than with fewer minutes";

export const FORCED =
  "With --force it is released all the same. Two runs that write at once lose what one of them has made.";

/** The same for programs. */
export const lockJson = (places: readonly JudgedPlace[], now: Date = new Date()) =>
  places.map((place) => ({
    place: place.place,
    where: place.where,
    used: place.used,
    id: place.info?.ID,
    who: place.info?.Who,
    host: place.info?.Who.split("@").at(-1),
    operation: place.info?.Operation,
    version: place.info?.Version,
    since: place.since?.toISOString(),
    ageSeconds: place.since && Math.round((now.valueOf() - place.since.valueOf()) / 1000),
    ...(!place.info && { raw: rawText(place) }),
    releasable: place.verdict.releasable,
    why: place.verdict.why,
  }));

/** One place of a lock that was released. */
export interface ReleasedLock {
  readonly place: LockPlace["place"];
  readonly id: string | undefined;
  readonly by: "terraform" | "groundwork";
}

/** @param command of Terraform that releases a lock, as `terraform force-unlock` */
export function releasedText({ place, id, by }: ReleasedLock, command: string): string {
  const how = by === "terraform" ? `by ${command}` : "by deleting it";
  return `Released ${how}: ${PLACE[place]}${id === undefined ? "" : `, lock id ${id}`}`;
}

/** Each place can be released by itself: no error of Terraform's keeps that from being done. */
export function withoutTerraform({ message }: Error): string {
  const summary = /^\W*Error: (.+?)\W*$/m.exec(message)?.[1] ?? message.split("\n")[0]!;
  return `Terraform could not do it (${summary}); it is done without, place by place.`;
}
