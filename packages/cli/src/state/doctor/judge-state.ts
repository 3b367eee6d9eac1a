import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { namesFor } from "../../terraform/moves";
import type { StateFormat, StateKind } from "../../terraform/state-format";
import type { Finding } from "./examination";
import { count } from "../../core/count";
import { judgeCopy } from "./judge-copy";
import { judgeWriter } from "./judge-writer";
import type { Release } from "../../terraform/release";

/** The object at a state's key, without any of its values. */
export interface StateFacts {
  readonly object:
    | {
        readonly bytes: number;
        readonly format: StateFormat;
        /** The owners in the tags of its resources, and how many resources have each. */
        readonly owners: ReadonlyMap<string, number>;
        /** Undefined or "null" when the bucket kept no versions as it was written. */
        readonly versionId: string | undefined;
        readonly lastModified: Date | undefined;
        readonly encryption: string | undefined;
        readonly encryptionKey: string | undefined;
        /** What became of its copy in another region; undefined where none is made. */
        readonly replication?: string | undefined;
      }
    | undefined;
  /** Versions that can be read when there is no current one. */
  readonly earlierVersions: number;
  /** MD5: what the lock table has, and what that of the object is. */
  readonly digest: { readonly stored: string | undefined; readonly calculated: string | undefined };
}

export interface StateToJudge {
  readonly stack: string;
  readonly key: string;
  readonly facts: StateFacts;
  readonly location: StateLocation;
  readonly keyArn: string | undefined;
  /** What is at hand to work on it. */
  readonly engine: Release | undefined;
  /** Addresses that the stack's configuration has; none when it could not be read. */
  readonly addresses: ReadonlySet<string>;
  /** What its resources are tagged with, as `dev`; undefined when it could not be read. */
  readonly owner: string | undefined;
}

/** Findings on one state. */
export const judgeState = (state: StateToJudge): Finding[] =>
  [
    judgeObject,
    judgeDigest,
    judgeVersion,
    judgeEncryption,
    judgeCopy,
    judgeWriter,
    judgeResources,
    judgeOwners,
  ].flatMap((judge) => {
    const found = judge(state);
    return found ? [{ about: state.stack, ...found }] : [];
  });

export type Judgement = Omit<Finding, "about"> | undefined;

function judgeObject({ stack, key, facts, location }: StateToJudge): Judgement {
  const { object, earlierVersions } = facts;
  if (object?.format.state) return undefined;
  if (object)
    return judgeFormat(stack, object.format, isOwn(facts), `s3://${location.bucket}/${key}`);
  if (earlierVersions === 0) return undefined;
  return {
    check: "state-deleted",
    severity: "error",
    what: `s3://${location.bucket}/${key} was deleted; ${earlierVersions === 1 ? "one earlier version is" : `${earlierVersions} earlier versions are`} there`,
    why: "the next apply would make every resource a second time",
    repair: `${ownCommand(`history ${stack}`)}, then ${ownCommand(`restore ${stack} <version>`)}`,
  };
}

/** Whether the digest in the table is that of the object: then a client with the table wrote it. */
const isOwn = ({ digest: { stored, calculated } }: StateFacts): boolean =>
  stored !== undefined && stored === calculated;

/**
 * An object that is no state of format 4. An older version is recommended only if the object is no
 * state of any kind.
 */
function judgeFormat(
  stack: string,
  { kind, words, readByTerraform }: StateFormat,
  own: boolean,
  url: string,
): Judgement {
  const goBack = `${ownCommand(`history ${stack}`)}, then ${ownCommand(`restore ${stack} <version>`)}`;
  const what = `${url} is ${words}`;
  if (kind === "empty") {
    return {
      check: "state-empty",
      severity: "error",
      what,
      why: "Terraform takes it for none: the next apply would make every resource a second time",
      repair: goBack,
    };
  }
  if (readByTerraform) {
    return {
      check: "state-format",
      severity: "warning",
      what,
      why: "Terraform reads it, and writes format 4 with its next apply; here it is not looked into",
      repair: `npx cdktf diff ${stack} shows what Terraform makes of it`,
    };
  }
  if (kind === "unknown" && !own) {
    return {
      check: "state-garbage",
      severity: "error",
      what: `${what}: no state in a format that is known here`,
      why: "nothing can be planned or applied; earlier versions are still there",
      repair: goBack,
    };
  }
  return {
    check: "state-format",
    severity: "error",
    what: own ? `${what}, written by a client that keeps digests` : what,
    why: "Terraform does not read it, so nothing can be planned or applied with it",
    repair: `${REMEDIES[kind] ?? "ask whoever wrote it"}; ${ownCommand(`history ${stack}`)} tells who that was`,
  };
}

const REMEDIES: Readonly<Partial<Record<StateKind, string>>> = {
  encrypted: "plan and apply with what encrypted it, or have that write it unencrypted",
  encoding: "have it written again as plain UTF-8 without a byte order mark",
  newer: "install a newer Terraform, and update this checkout",
  "old-format": "upgrade it with Terraform 0.6.16",
};

function judgeDigest({ stack, key, facts, location }: StateToJudge): Judgement {
  const { stored, calculated } = facts.digest;
  if (stored === calculated) return undefined;
  const repair = ownCommand(`repair-digest ${stack}`);
  const row = `the digest of ${key} in ${location.lockTable}`;
  if (location.lock === "s3") {
    if (stored === undefined) return undefined;
    return {
      check: "digest-stale",
      severity: "warning",
      what: `${row} is out of date: got ${stored}, the state's is ${calculated ?? "none"}`,
      why: "this checkout does not look at it, but clients that lock with the table cannot plan or apply",
      repair,
    };
  }
  if (stored === undefined) {
    return {
      check: "digest-missing",
      severity: "warning",
      what: `${row} is missing`,
      why: "Terraform goes on without, and would not notice an old or foreign state: written by a client without the table, or the row was deleted",
      repair,
    };
  }
  return {
    check: "digest-differs",
    severity: "error",
    what: `${row}: got ${stored}, expected ${calculated ?? "none, as there is no state"}`,
    why: "Terraform stops with: state data in S3 does not have the expected content",
    repair,
  };
}

function judgeVersion({ facts }: StateToJudge): Judgement {
  const { object } = facts;
  if (!object || (object.versionId !== undefined && object.versionId !== "null")) return undefined;
  return {
    check: "state-unversioned",
    severity: "error",
    what: "the state was written while the bucket kept no versions",
    why: "the write destroyed what was there before, if versioning was suspended, and the next one could destroy this",
    repair: ownCommand("bootstrap"),
  };
}

function judgeEncryption({ key, facts, location, keyArn }: StateToJudge): Judgement {
  const { object } = facts;
  // Bootstrap's own state is older than the key.
  if (!object?.encryption || key.startsWith("bootstrap/")) return undefined;
  const names = [location.kmsAliasArn, keyArn];
  // AWS answers with the key's ARN; if that is unknown here, only the alias can be recognized.
  const right =
    object.encryption === "aws:kms" &&
    (names.includes(object.encryptionKey) || keyArn === undefined);
  if (right) return undefined;
  const url = `s3://${location.bucket}/${key}`;
  return {
    check: "state-encryption",
    severity: "warning",
    what: `the state is encrypted with ${object.encryptionKey ?? object.encryption}, expected ${keyArn ?? location.kmsAliasArn}`,
    why: "who may use another key, or may read the bucket, reads the secrets in it",
    repair: `aws s3 cp ${url} ${url} --sse aws:kms --sse-kms-key-id ${location.kmsAliasArn}`,
  };
}

/** A state of which the configuration knows nothing is another stack's: one key for two, or a copy. */
function judgeResources({ stack, facts, addresses }: StateToJudge): Judgement {
  const held = facts.object?.format.state?.addresses ?? [];
  const known = (address: string) => namesFor(address).some(({ name }) => addresses.has(name));
  if (held.length === 0 || addresses.size === 0 || held.some(known)) return undefined;
  return {
    check: "state-foreign",
    severity: "error",
    what: `none of ${count(held.length, "resource")} in the state is ${stack}'s: ${held.slice(0, 3).join(", ")}${held.length > 3 ? ", ..." : ""}`,
    why: "the next apply would destroy them all: two stacks share this key, or another stack's state was copied to it",
    repair: `${ownCommand(`history ${stack}`)}, then ${ownCommand(`restore ${stack} <version>`)}`,
  };
}

/** Environments are built alike, so two that share a key differ in their tags alone. */
function judgeOwners({ stack, facts, owner }: StateToJudge): Judgement {
  const strangers = [...(facts.object?.owners ?? [])].filter(([name]) => name !== owner);
  if (owner === undefined || strangers.length === 0) return undefined;
  const counts = strangers.map(([name, count]) => `${count} of ${name}`);
  return {
    check: "state-mixed",
    severity: "error",
    what: `the state holds resources of other stacks, by their tag Environment: ${counts.join(", ")}`,
    why: "two stacks share this key, and each apply of the one changes the other's resources",
    repair: `${ownCommand(`history ${stack}`)} tells when they came; ${ownCommand(`restore ${stack} <version>`)} goes back before that`,
  };
}
