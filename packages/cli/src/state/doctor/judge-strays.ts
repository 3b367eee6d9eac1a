import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { shellWord } from "../../core/shell-word";
import { ownerOfAny, stackOfKey } from "../../core/stack-of";
import type { LockInfo } from "../../terraform/lock-info";
import type { Finding } from "./examination";

/** A state in the bucket that is no stack's. */
export interface OtherState {
  readonly key: string;
  /** Undefined when it could not be read. */
  readonly lineage: string | undefined;
}

/** A lock on a state that is no stack's. */
export interface LockAt {
  readonly key: string;
  /** Undefined when it is not what Terraform writes. */
  readonly info: LockInfo | undefined;
}

/** Objects and rows in bucket and table whose keys have no stack. */
export interface Strays {
  /** States of stacks that are not looked at themselves. */
  readonly unexamined: readonly OtherState[];
  readonly otherStates: readonly OtherState[];
  readonly lockFiles: readonly LockAt[];
  readonly lockRows: readonly LockAt[];
  /** Keys that have a digest, and no state. */
  readonly digestRows: readonly string[];
  /** Keys of services' states from or to which a split or a join was not finished. */
  readonly moving: readonly string[];
}

/** Findings on them. Each names the command that removes it, as no command for a stack does. */
export function judgeStrays(strays: Strays, location: StateLocation): Finding[] {
  const { bucket, lockTable } = location;
  const shared = { severity: "warning", about: "backend" } as const;
  const deleteRow = (row: string) =>
    `aws dynamodb delete-item --table-name ${lockTable} --key ${shellWord(JSON.stringify({ LockID: { S: row } }))}`;
  const holder = ({ info }: LockAt) =>
    info ? ` by ${info.Who} (${info.Operation}) since ${info.Created}` : "";
  const ended = "the run that holds it, if it is alive, is of another checkout or workspace";
  return [
    ...strays.moving.map((key) => ({
      ...shared,
      severity: "error" as const,
      check: "move-unfinished",
      what: `the resources beside ${key} are between the states of its layers, by a split or a join that was not finished`,
      why: "plan, apply and drift refuse its stacks until it is",
      repair: `by the layers in its file: ${ownCommand(`split ${ownerOfAny(stackOfKey(key))}`)}, or join`,
    })),
    ...strays.digestRows.map((key) => ({
      ...shared,
      check: "digest-orphan",
      what: `${lockTable} has a digest of ${key}, and there is no such state`,
      why: "whoever puts a state there cannot read it: state data in S3 does not have the expected content",
      repair: deleteRow(`${bucket}/${key}-md5`),
    })),
    ...strays.lockRows.map((lock) => ({
      ...shared,
      check: "lock-orphan",
      what: `${lock.key}, which is no stack's, is locked in ${lockTable}${holder(lock)}`,
      why: ended,
      repair: `when that run has ended: ${deleteRow(`${bucket}/${lock.key}`)}`,
    })),
    ...strays.lockFiles.map((lock) => ({
      ...shared,
      check: "lock-orphan",
      what: `${lock.key}, which is no stack's, is locked by its lock file${holder(lock)}`,
      why: ended,
      repair: `when that run has ended: aws s3 rm ${shellWord(`s3://${bucket}/${lock.key}.tflock`)}`,
    })),
    ...judgeOthers(strays.otherStates, bucket).map((finding) => ({ ...shared, ...finding })),
  ];
}

function judgeOthers(
  states: readonly OtherState[],
  bucket: string,
): Pick<Finding, "check" | "what" | "why" | "repair">[] {
  if (states.length === 0) return [];
  return [
    {
      check: "state-without-stack",
      what: `${states.length === 1 ? "one state" : `${states.length} states`} in ${bucket} ${states.length === 1 ? "is" : "are"} no stack's: ${states.map(({ key }) => key).join(", ")}`,
      why: "their resources are nobody's here: a stack that was removed without cdktf destroy, a workspace, or another project",
      repair: `bring the stack back and run npx cdktf destroy <stack>, or move the state to a stack: ${ownCommand(`migrate <stack> --from s3://${bucket}/<key>`)}`,
    },
  ];
}

/** A state as one stack has it. */
export interface StackLineage {
  readonly stack: string;
  readonly key: string;
  readonly lineage: string;
}

/** Two states of one lineage are one state that was copied: what one changes, the other does not know. */
export function judgeLineages(
  stacks: readonly StackLineage[],
  others: readonly OtherState[],
): Finding[] {
  return stacks.flatMap(({ stack, key, lineage }, index) => {
    // A state that has none shares it with nobody.
    if (lineage === "") return [];
    const twin = stacks.slice(index + 1).find((other) => other.lineage === lineage);
    const copy = others.find((other) => other.lineage === lineage);
    const shared = {
      about: stack,
      why: "it is one state twice, by copy or migration: whoever applies with the one changes resources behind the other's back",
    };
    return [
      ...(twin
        ? [
            {
              ...shared,
              check: "lineage-shared",
              severity: "error" as const,
              what: `${key} and ${twin.stack}'s ${twin.key} have one lineage, ${lineage}`,
              repair: `${ownCommand(`history ${stack}`)} and ${ownCommand(`history ${twin.stack}`)} tell which was overwritten; restore that one: ${ownCommand("restore <stack> <version>")}`,
            },
          ]
        : []),
      ...(copy
        ? [
            {
              ...shared,
              check: "lineage-shared",
              severity: "warning" as const,
              what: `${key} and ${copy.key}, which is no stack's, have one lineage, ${lineage}`,
              repair: `when nobody uses ${copy.key} any more, delete it`,
            },
          ]
        : []),
    ];
  });
}

/** The key at which a stack's synthesized JSON has its state. */
export interface StackBackend {
  readonly stack: string;
  readonly bucket: string;
  readonly key: string;
  /** The key at which these commands look for it. */
  readonly expectedKey: string;
}

/** Two stacks at one key, or one at a key at which nobody looks. */
export function judgeBackends(stacks: readonly StackBackend[], bucket: string): Finding[] {
  return stacks.flatMap((one, index) => {
    const place = `s3://${one.bucket}/${one.key}`;
    const expected = `s3://${bucket}/${one.expectedKey}`;
    const twin = stacks
      .slice(index + 1)
      .find((other) => other.key === one.key && other.bucket === one.bucket);
    const shared = { severity: "error" as const, about: one.stack };
    return [
      ...(twin
        ? [
            {
              ...shared,
              check: "key-shared",
              what: `${one.stack} and ${twin.stack} have their state at one place, ${place}`,
              why: "each apply of the one destroys the other's resources",
              repair: `give each a key of its own, then ${ownCommand("history <stack>")} for the one that was overwritten`,
            },
          ]
        : []),
      ...(place === expected
        ? []
        : [
            {
              ...shared,
              check: "key-unexpected",
              what: `the state of ${one.stack} is at ${place}, expected ${expected}`,
              why: "these commands look at the expected place, and see no state there or another one",
              repair: ownCommand(`migrate ${one.stack} --from ${shellWord(place)}`),
            },
          ]),
    ];
  });
}
