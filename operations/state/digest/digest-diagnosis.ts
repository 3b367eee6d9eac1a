import type { StateFile } from "../state-file";
import type { StateVersion } from "../history/versions";

/** One version of the state object, and what is in it. */
export interface KnownVersion extends StateVersion {
  /** MD5 of the content; undefined for a delete marker. */
  readonly digest: string | undefined;
  /** Undefined for a delete marker, and for what is not a state. */
  readonly state:
    Pick<StateFile, "serial" | "lineage" | "terraformVersion" | "addresses"> | undefined;
}

/** What S3 and the lock table say of one state. */
export interface DigestFacts {
  /** In the table; undefined when there is none, or none that Terraform would compare with. */
  readonly digest: string | undefined;
  /** Newest first. */
  readonly versions: readonly KnownVersion[];
  /** How many older ones were not looked at. */
  readonly unread: number;
  /** How many copies lie under the state's backups. */
  readonly backups: number;
}

export type Choice =
  | { readonly action: "use-current" }
  | { readonly action: "restore"; readonly version: string }
  | { readonly action: "remove" };

export type DiagnosisKind =
  | "healthy"
  | "no-state"
  | "missing-digest"
  | "passing"
  | "deleted"
  | "overwritten"
  | "written-without-digest"
  | "orphan"
  | "not-a-state"
  | "unknown";

export interface Diagnosis {
  readonly kind: DiagnosisKind;
  /** Whether Terraform refuses this state, or would take the stack for one that was never applied. */
  readonly problem: boolean;
  /** What has happened, for a person. */
  readonly what: string;
  readonly recommended?: Choice | undefined;
  /** Whether the recommended choice cannot cost anything that somebody has made. */
  readonly losesNothing: boolean;
  readonly choices: readonly Choice[];
}

const USE_CURRENT: Choice = { action: "use-current" };
const REMOVE: Choice = { action: "remove" };
const restore = ({ versionId }: KnownVersion): Choice => ({
  action: "restore",
  version: versionId,
});

/** Tells the causes of a digest that does not fit its state apart. */
export function diagnose(facts: DigestFacts): Diagnosis {
  const { digest, versions } = facts;
  const top = versions.find(({ current }) => current);
  // Terraform takes an empty object for none (internal/backend/remote-state/s3/client.go, get).
  const present = top !== undefined && !top.deleted && top.bytes > 0;
  if (digest === undefined) return withoutDigest(facts, top, present);
  if (present && top.state && top.digest === digest) return HEALTHY;
  if (present && top.state) return differing(facts, top, top.state, digest);
  return withoutState(facts, top, digest);
}

const HEALTHY: Diagnosis = {
  kind: "healthy",
  problem: false,
  what: "The digest in the lock table is that of the state.",
  losesNothing: true,
  choices: [],
};

function withoutDigest(
  facts: DigestFacts,
  top: KnownVersion | undefined,
  present: boolean,
): Diagnosis {
  const good = newestState(facts);
  if (present && top?.state) {
    return {
      kind: "missing-digest",
      problem: false,
      what:
        "The lock table has no digest of this state. That is harmless: Terraform does not compare, " +
        "until the next apply writes one. It can be written now.",
      recommended: USE_CURRENT,
      losesNothing: true,
      choices: [USE_CURRENT],
    };
  }
  if (!good || !top) {
    return {
      kind: present ? "not-a-state" : "no-state",
      problem: present,
      what: present
        ? `The object is not a Terraform state, and no version of it is one.${seeBackups(facts)}`
        : `There is no state and no digest: nothing is to be repaired.${seeBackups(facts)}`,
      losesNothing: !present,
      choices: [],
    };
  }
  return {
    kind: present ? "not-a-state" : "deleted",
    problem: true,
    what: present
      ? "The object is not a Terraform state, and the lock table has no digest."
      : `The state was ${goneBy(top)}, and its digest removed: Terraform sees a stack that was never ` +
        "applied, and would make every resource again.",
    recommended: restore(good),
    losesNothing: false,
    choices: [restore(good)],
  };
}

/** Nothing that Terraform can read is there, but a digest. */
function withoutState(
  facts: DigestFacts,
  top: KnownVersion | undefined,
  digest: string,
): Diagnosis {
  const match = matching(facts, digest);
  const newest = newestState(facts);
  const garbage = top !== undefined && !top.deleted && top.bytes > 0;
  if (!newest) {
    return garbage
      ? {
          kind: "not-a-state",
          problem: true,
          what: `The object is not a Terraform state, and no version of it is one.${seeBackups(facts)}`,
          losesNothing: false,
          choices: [],
        }
      : {
          kind: "orphan",
          problem: true,
          what:
            "The lock table has a digest, but there is no state, and no version of one. A key that " +
            `was used before leaves such a row.${seeBackups(facts)}`,
          recommended: REMOVE,
          losesNothing: facts.backups === 0 && facts.unread === 0,
          choices: [REMOVE],
        };
  }
  // What came after the version with the digest was written by a client that keeps no digests.
  const good = match && !isSuccessor(newest, match) ? match : newest;
  const what = garbage
    ? "The object is not a Terraform state: something else was written in its place."
    : `The state was ${goneBy(top!)}.`;
  return {
    kind: garbage ? (match ? "overwritten" : "not-a-state") : "deleted",
    problem: true,
    what: `${what} ${matchText(match, good)}`,
    recommended: restore(good),
    losesNothing: match !== undefined && newest === good,
    choices: [restore(good), ...(garbage ? [] : [REMOVE])],
  };
}

/** A sound state with another digest than that in the table. */
function differing(
  facts: DigestFacts,
  top: KnownVersion,
  current: NonNullable<KnownVersion["state"]>,
  digest: string,
): Diagnosis {
  const match = matching(facts, digest);
  if (!match?.state) {
    const older = facts.unread > 0 ? `, ${facts.unread} older ones not looked at` : "";
    return {
      kind: "unknown",
      problem: true,
      what:
        `The digest in the lock table is of none of the versions${older}. Either that version is gone, ` +
        "or the digest is of another state that had this key, or it was set by hand. The current " +
        "object is a sound state; see that it is the right one.",
      recommended: USE_CURRENT,
      losesNothing: false,
      choices: [USE_CURRENT, REMOVE],
    };
  }
  if (isSuccessor(top, match)) {
    return {
      kind: "written-without-digest",
      problem: true,
      what:
        `The state went on from serial ${match.state.serial} to ${current.serial} without its digest: ` +
        "a client that does not write digests (no dynamodb_table in its backend) has written it, or a " +
        "run died between the two.",
      recommended: USE_CURRENT,
      losesNothing: true,
      choices: [USE_CURRENT, restore(match), REMOVE],
    };
  }
  const earlier = facts.versions.find((one) => one !== top && one.digest === top.digest);
  const how =
    current.lineage !== match.state.lineage
      ? `by one of another lineage (${current.lineage}, not ${match.state.lineage}): another stack's`
      : current.serial === match.state.serial
        ? `by another of the same serial, ${current.serial}`
        : `by an older one (serial ${current.serial}, not ${match.state.serial})`;
  return {
    kind: "overwritten",
    problem: true,
    what:
      `The state that Terraform wrote last was overwritten ${how}.` +
      (earlier ? " The same text was there before: somebody may have put it back by hand." : ""),
    recommended: restore(match),
    losesNothing: false,
    choices: [restore(match), USE_CURRENT, REMOVE],
  };
}

/** The newest version with a digest. */
const matching = ({ versions }: DigestFacts, digest: string): KnownVersion | undefined =>
  versions.find((one) => one.state && one.digest === digest);

const newestState = ({ versions }: DigestFacts): KnownVersion | undefined =>
  versions.find(({ state }) => state !== undefined);

const isSuccessor = ({ state: later }: KnownVersion, { state: earlier }: KnownVersion): boolean =>
  later !== undefined &&
  earlier !== undefined &&
  later.lineage === earlier.lineage &&
  later.serial > earlier.serial;

function matchText(match: KnownVersion | undefined, good: KnownVersion): string {
  if (!match) return "The digest in the lock table is of none of its versions.";
  if (match === good) return "The digest is that of an older version, which Terraform wrote last.";
  return (
    `The digest is that of serial ${match.state!.serial}; after it a client that does not write ` +
    `digests has written serial ${good.state!.serial}.`
  );
}

const goneBy = ({ deleted }: KnownVersion): string =>
  deleted ? "deleted past Terraform" : "emptied past Terraform";

const seeBackups = ({ backups }: DigestFacts): string =>
  backups > 0 ? ` Beside it lie ${backups} backups.` : "";
