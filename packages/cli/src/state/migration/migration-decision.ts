import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { digestOf } from "../state-digest";
import { parseState, withSerial, type StateFile, type StateJson } from "../../terraform/state-file";
import { stateFormat } from "../../terraform/state-format";
import { isSameBesides } from "./complete-state";
import { wayOut } from "./way-out";

/** The state and the digest at the destination. */
export interface Destination {
  readonly stack: string;
  readonly key: string;
  /** Text of the state; undefined when there is none. */
  readonly text: string | undefined;
  /** The digest in the lock table; undefined when there is none. */
  readonly digest: string | undefined;
  /** Whether the lock table is used at all. */
  readonly digested: boolean;
}

export type Decision =
  /** It has to be written there; `replaces` is the older state of the same lineage. */
  | { readonly type: "move"; readonly replaces: StateFile | undefined }
  /** It is there; `digest` tells whether the lock table says so too. */
  | { readonly type: "there"; readonly digest: boolean; readonly found: StateFile };

/**
 * The state of a source, as far as it can be moved.
 *
 * @param from the source's name
 * @throws OperationError that names what lies there instead, and what makes a state of it
 */
export function checkSource(from: string, text: string): StateFile {
  if (text.trim() === "") throw nothingToMigrate(from, "it is empty");
  const format = stateFormat(text);
  if (!format.state) {
    throw new OperationError(
      `${from}: got ${format.words}, expected a Terraform state of format 4 (Terraform 0.12 or newer). ` +
        `Nothing was moved. ${wayOut(format, from, text)}`,
    );
  }
  const { resources, outputs }: StateJson = JSON.parse(text);
  if (!resources?.length && Object.keys(outputs ?? {}).length === 0) {
    throw nothingToMigrate(from, "its state has neither resources nor outputs");
  }
  return format.state;
}

const nothingToMigrate = (from: string, why: string) =>
  new OperationError(`${from}: ${why}, so there is nothing to migrate. Is it the right place?`);

/**
 * Whether a state may be written over what lies at the destination, or is there already.
 *
 * @throws OperationError when it may not
 */
export function decide(
  from: string,
  text: string,
  { stack, key, text: there, digest, digested }: Destination,
): Decision {
  const source = checkSource(from, text);
  const exact = !digested || (there !== undefined && digest === digestOf(there));
  // Terraform takes a missing digest for "not to be compared".
  const matches = exact || digest === undefined;
  if (there !== undefined) {
    const found = parseState(there);
    if (!found) {
      throw new OperationError(
        `${key}: got something that is not a Terraform state of format 4, but ${stateFormat(there).words}; ` +
          `expected none, or an older one of lineage ${source.lineage}. See what lay there before: ${ownCommand(`history ${stack}`)}`,
      );
    }
    // If there is no lineage, only the content tells that the state was moved there before.
    const same = source.lineage === "" ? isSameBesides : sameContent;
    if (same(text, there) && found.serial >= source.serial) {
      return { type: "there", digest: exact, found };
    }
    if (!matches) throw digestDiffers(stack, key);
    refuseNewer(from, source, found, stack, key);
    return { type: "move", replaces: found };
  }
  if (!matches) throw digestDiffers(stack, key);
  return { type: "move", replaces: undefined };
}

/** Whether two states are the same but for the serial. */
const sameContent = (one: string, other: string): boolean =>
  apartFromSerial(one) === apartFromSerial(other);

const apartFromSerial = (text: string): string => withSerial(text, 0).trim();

const digestDiffers = (stack: string, key: string) =>
  new OperationError(
    `${key}: what lies there is not what its digest in the lock table stands for; Terraform would ` +
      `refuse it. First: ${ownCommand(`repair-digest ${stack}`)}`,
    MISMATCH,
  );

function refuseNewer(
  from: string,
  source: StateFile,
  found: StateFile,
  stack: string,
  key: string,
): void {
  const { serial, lineage, addresses } = found;
  // Terraform would take either of two states without a lineage for the other's successor.
  if (lineage !== source.lineage || lineage === "") {
    throw new OperationError(
      `${key} holds another state: got lineage ${lineage || "none"} (serial ${serial}, ` +
        `${count(addresses.length, "resource")}), expected ${source.lineage || "the content"}, that of ${from}, or no state. ` +
        "Moved over it, its resources would be forgotten. " +
        `If it may go: keep a copy with ${ownCommand(`pull ${stack} --out <file>`)}, delete the object ` +
        `(its versions stay), run ${ownCommand(`repair-digest ${stack}`)}, and this again`,
    );
  }
  if (serial > source.serial) {
    throw new OperationError(
      `${key} is newer: got serial ${serial}, expected less than ${source.serial}, that of ${from}. ` +
        "It has been worked on since the two parted; nothing has to be moved",
    );
  }
  if (serial === source.serial) {
    throw new OperationError(
      `${key} has the same serial ${serial} as ${from}, but another content: both were worked on ` +
        "since they parted. Find out which one is right; a higher serial (an apply) settles it",
    );
  }
}
