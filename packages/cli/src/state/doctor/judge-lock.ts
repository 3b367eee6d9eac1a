import { ownCommand } from "@groundwork/constructs/own-command";
import { when } from "../../core/when";
import { judge, type HolderSigns } from "../lock/lock-holder";
import type { LockPlace } from "../lock/lock-places";
import type { Finding } from "./examination";

/** A place in which a state is locked, and what is known of its holder. */
export interface HeldPlace extends Pick<LockPlace, "place" | "where" | "used" | "info" | "since"> {
  readonly signs: HolderSigns;
}

/** As `groundwork unlock` has it. */
const YOUNG_MINUTES = 15;

/** Age from which somebody has to look: most applies take less. */
const LONG_MINUTES = 60;

/** Findings on the locks of one state. */
export function judgeLocks(stack: string, places: readonly HeldPlace[], now: Date): Finding[] {
  const findings = places.flatMap((place) => judgePlace(stack, place, now) ?? []);
  const ids = new Set(places.filter(({ used }) => used).map(({ info }) => info?.ID));
  if (ids.size > 1) {
    findings.push({
      check: "locks-differ",
      severity: "error",
      about: stack,
      what: `table row and lock file are of different runs: ${[...ids].map((id) => id ?? "unreadable").join(" and ")}`,
      why: "Terraform takes both and releases both; with two holders it can do neither",
      repair: ownCommand(`unlock ${stack}`),
    });
  }
  // Row and file of one run are one lock.
  return findings.filter(
    ({ check }, index) => findings.findIndex((other) => other.check === check) === index,
  );
}

function judgePlace(stack: string, place: HeldPlace, now: Date): Finding | undefined {
  const { info, since, signs, used } = place;
  const repair = ownCommand(`unlock ${stack}`);
  const time = since ? when(since, now) : "an unknown time";
  const held = info
    ? `locked by ${info.Who} (${info.Operation}) since ${time}, lock id ${info.ID}`
    : `locked since ${time} by what is not Terraform's, ${place.where}`;
  const shared = { about: stack, what: held, repair };
  if (!used) {
    return {
      ...shared,
      check: "lock-unused",
      severity: "warning",
      what: `${held}, in a place where this checkout does not lock: ${place.where}`,
      why: "clients that lock in different places do not see each other, and write one state at once",
      repair: `set backend.lock in environments/organization.ts to what all clients use; if that run has ended: ${repair}`,
    };
  }
  const { why } = judge(place, signs, YOUNG_MINUTES, now);
  if (!info) {
    return {
      ...shared,
      check: "lock-unreadable",
      severity: "error",
      why: `nobody can plan or apply, and nobody can tell who holds it; ${why}`,
    };
  }
  if (signs.killed) {
    return {
      ...shared,
      check: "lock-left",
      severity: "error",
      why: `${why}; nobody can plan or apply`,
    };
  }
  // Somebody is at work, which is no fault.
  if (signs.living !== undefined) return undefined;
  const minutes = since ? (now.valueOf() - since.valueOf()) / 60_000 : 0;
  return {
    ...shared,
    check: "lock-held",
    severity: minutes > LONG_MINUTES ? "error" : "warning",
    why: `nobody else can plan or apply meanwhile; ${why}`,
    repair: `wait until that run has ended; if it cannot end any more: ${repair}`,
  };
}
