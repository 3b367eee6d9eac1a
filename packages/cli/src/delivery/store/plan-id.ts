import { randomBytes } from "node:crypto";
import { ownerOf } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";

/** What an id of a plan says by itself. */
export interface ParsedId {
  readonly stack: string;
  readonly owner: string;
  /** The first 8 digits. */
  readonly commit: string;
}

/** A time as ids have it: `20261121T035512Z`. */
export const timeInId = (now: Date): string => now.toISOString().replaceAll(/[-:]|\.\d+/g, "");

/** An id for something of this moment that is written once. */
export const newId = (now: Date): string => `${timeInId(now)}-${randomBytes(4).toString("hex")}`;

/**
 * `dev-stack-20261121T035512Z-48cdd2f0-9f3a`, with the time by the clock of whoever plans: a name for
 * people. Which plan is newer the store says.
 */
export function planId(
  stack: string,
  commit: string,
  now: Date,
  random = randomBytes(2).toString("hex"),
): string {
  return `${stack}-${timeInId(now)}-${commit.slice(0, 8)}-${random}`;
}

/** Undefined for what is no id: parts of it go into keys of the store. */
export function parseId(id: string): ParsedId | undefined {
  const [, stack, commit] =
    /^([a-z][a-z0-9-]*-stack)-\d{8}T\d{6}Z-([0-9a-f]{8})-[0-9a-f]{4}$/.exec(id) ?? [];
  return stack === undefined ? undefined : { stack, owner: ownerOf(stack), commit: commit! };
}

/**
 * The id of a plan, as an argument has it.
 *
 * @throws OperationError when it is none, whether plans can be asked for or not
 */
export function askedPlan(id: string): string {
  if (parseId(id)) return id;
  throw new OperationError(
    `got the plan ${id || '""'}, expected an id such as dev-stack-20261121T035512Z-48cdd2f0-9f3a; ${ownCommand("plans")} lists them`,
  );
}
