import type { Choice, Diagnosis, DigestFacts } from "./diagnosis";
import {
  goneBy,
  isKnown,
  isPresent,
  isSuccessor,
  overwrittenBy,
  wordsOf,
  type KnownVersion,
} from "./known-version";

const USE_CURRENT: Choice = { action: "use-current" };
const REMOVE: Choice = { action: "remove" };
const restore = ({ versionId }: KnownVersion): Choice => ({
  action: "restore",
  version: versionId,
});

/** Finds the cause of a digest that does not fit its state. */
export function diagnose(facts: DigestFacts): Diagnosis {
  const { digest, versions } = facts;
  const top = versions.find(({ current }) => current);
  const present = isPresent(top);
  const agrees = digest === (present ? top?.digest : undefined);
  return { agrees, recommended: undefined, ...judge(facts, top, present, agrees) };
}

type Judged = Omit<Diagnosis, "agrees">;

function judge(
  facts: DigestFacts,
  top: KnownVersion | undefined,
  present: boolean,
  agrees: boolean,
): Judged {
  const { digest } = facts;
  if (present && top && agrees)
    return top.format?.readByTerraform ? HEALTHY : otherFormat(facts, top);
  if (digest === undefined) return withoutDigest(facts, top, present);
  return present && top && isKnown(top)
    ? differing(facts, top, digest)
    : withoutState(facts, top, digest);
}

const HEALTHY: Judged = {
  kind: "healthy",
  problem: false,
  what: "The digest in the lock table is that of the state.",
  losesNothing: true,
  choices: [],
};

/**
 * A client with the table wrote the object on purpose, whatever Terraform makes of it, unless a
 * person has followed Terraform's message and set the digest of something that is no state.
 */
function otherFormat(facts: DigestFacts, top: KnownVersion): Judged {
  const newest = facts.versions.find(isKnown);
  return {
    kind: "other-format",
    problem: true,
    what:
      `The current object is ${wordsOf(top)}. The digest in the lock table is its own, so a client ` +
      "with the table wrote it, or somebody set it by hand. Terraform does not read it.",
    losesNothing: false,
    choices: isKnown(top) || !newest ? [] : restoring(newest).choices,
  };
}

function withoutDigest(
  facts: DigestFacts,
  top: KnownVersion | undefined,
  present: boolean,
): Judged {
  const good = facts.versions.find(isKnown);
  if (present && top && isKnown(top)) {
    return top.format!.readByTerraform
      ? {
          kind: "missing-digest",
          problem: false,
          what:
            "The lock table has no digest of this state. That is harmless: Terraform does not " +
            "compare, until the next apply writes one. It can be written now.",
          recommended: USE_CURRENT,
          losesNothing: true,
          choices: [USE_CURRENT],
        }
      : {
          kind: "other-format",
          problem: true,
          what:
            `The current object is ${wordsOf(top)}, and the lock table has no digest of it. ` +
            "Terraform does not read it; whoever wrote it can tell why it is there.",
          losesNothing: false,
          choices: [USE_CURRENT],
        };
  }
  if (!good || !top) {
    return {
      kind: present ? "not-a-state" : "no-state",
      problem: present,
      what: present
        ? `The object is ${wordsOf(top)}, and no version of it is a state.${seeBackups(facts)}`
        : `There is no state and no digest: nothing is to be repaired.${seeBackups(facts)}`,
      losesNothing: !present,
      choices: [],
    };
  }
  return {
    kind: present ? "not-a-state" : "deleted",
    problem: true,
    what: present
      ? `The object is ${wordsOf(top)}, and the lock table has no digest.`
      : `The state was ${goneBy(top)}, and its digest removed: Terraform sees a stack that was never ` +
        `applied, and would make every resource again.${whyNotRestored(good)}`,
    ...restoring(good),
    losesNothing: false,
  };
}

/** There is a digest, but no known kind of state. */
function withoutState(facts: DigestFacts, top: KnownVersion | undefined, digest: string): Judged {
  const match = facts.versions.find((one) => one.digest === digest);
  const newest = facts.versions.find(isKnown);
  const garbage = isPresent(top);
  if (!newest) {
    return garbage
      ? {
          kind: "not-a-state",
          problem: true,
          what: `The object is ${wordsOf(top)}, and no version of it is a state.${seeBackups(facts)}`,
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
  // A client that keeps no digests wrote the versions after the one with the digest.
  const good = match && isKnown(match) && !isSuccessor(newest, match) ? match : newest;
  const what = garbage
    ? `The object is ${wordsOf(top)}, which was written in the state's place.`
    : `The state was ${goneBy(top!)}.`;
  const { recommended, choices } = restoring(good);
  return {
    kind: garbage ? (match ? "overwritten" : "not-a-state") : "deleted",
    problem: true,
    what: `${what} ${matchText(match, good)}${whyNotRestored(good)}`,
    recommended,
    losesNothing: recommended !== undefined && match !== undefined && newest === good,
    choices: [...choices, ...(garbage ? [] : [REMOVE])],
  };
}

/** A state with another digest than that in the table. */
function differing(facts: DigestFacts, top: KnownVersion, digest: string): Judged {
  const match = facts.versions.find((one) => one.digest === digest);
  const isState = match !== undefined && isKnown(match);
  const read = top.format!.readByTerraform;
  // An object that Terraform does not read is not judged here; a person may judge it.
  const unread = read
    ? ""
    : ` The current object is ${wordsOf(top)}. Terraform does not read that.`;
  if (!isState) {
    const older = facts.unread > 0 ? `, ${facts.unread} older ones not looked at` : "";
    return {
      kind: "unknown",
      problem: true,
      what:
        (match
          ? matchText(match, match)
          : `The digest in the lock table is of none of the versions${older}. Either that version is ` +
            "gone, or the digest is of another state that had this key, or it was set by hand.") +
        (read ? " The current object is a sound state; see that it is the right one." : unread),
      recommended: read ? USE_CURRENT : undefined,
      losesNothing: false,
      choices: [USE_CURRENT, REMOVE],
    };
  }
  const back = restoring(match);
  if (isSuccessor(top, match)) {
    return {
      kind: "written-without-digest",
      problem: true,
      what:
        `The state went on from serial ${match.format!.serial} to ${top.format!.serial} without its digest: ` +
        "a client that does not write digests (no dynamodb_table in its backend) has written it, or a " +
        `run died between the two.${unread}`,
      recommended: read ? USE_CURRENT : undefined,
      losesNothing: read,
      choices: [USE_CURRENT, ...back.choices, REMOVE],
    };
  }
  const earlier = facts.versions.find((one) => one !== top && one.digest === top.digest);
  return {
    kind: "overwritten",
    problem: true,
    what:
      `The state that Terraform wrote last was overwritten ${overwrittenBy(top, match)}.` +
      (earlier ? " The same text was there before: somebody may have put it back by hand." : "") +
      unread +
      whyNotRestored(match),
    recommended: read ? back.recommended : undefined,
    losesNothing: false,
    choices: [...back.choices, USE_CURRENT, REMOVE],
  };
}

/** A state must be of format 4 to get another serial, and so to be made current. */
const restoring = (one: KnownVersion): Pick<Judged, "recommended" | "choices"> =>
  one.format?.state
    ? { recommended: restore(one), choices: [restore(one)] }
    : { recommended: undefined, choices: [] };

const whyNotRestored = (one: KnownVersion): string =>
  one.format?.state
    ? ""
    : ` Version ${one.versionId} is ${wordsOf(one)}, which cannot be made current here.`;

function matchText(match: KnownVersion | undefined, good: KnownVersion): string {
  if (!match) return "The digest in the lock table is of none of its versions.";
  if (!isKnown(match)) {
    return `The digest is that of version ${match.versionId}, which is ${wordsOf(match)}.`;
  }
  if (match === good) return "The digest is that of an older version, which Terraform wrote last.";
  return (
    `The digest is that of serial ${match.format!.serial}; after it a client that does not write ` +
    `digests has written serial ${good.format!.serial}.`
  );
}

const seeBackups = ({ backups }: DigestFacts): string =>
  backups > 0 ? ` Beside it lie ${backups} backups.` : "";
