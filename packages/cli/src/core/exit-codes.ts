/*
 * What the commands end with. Scripts and workflows tell outcomes apart by these numbers, so none
 * changes its meaning; no other file has a number of its own (packages/cli/test/core/exit-codes.test.ts).
 */

/** One of the numbers below. What may end a command names its type so, and has none of its own. */
export type ExitCode = number;

/** The command did what it was asked for, or there was nothing to do. */
export const DONE = 0;

/** Any error without a code of its own. */
export const FAILED = 1;

/** The command has found changes: a plan has some, a state or the resources differ from the code. */
export const CHANGES = 2;

/** The state has changed since the plan was made, or since its version was shown. */
export const STALE = 3;

/** A state and its digest, or a plan and its commit, hash or Terraform version, do not fit. */
export const MISMATCH = 4;

/** The plan is expired, superseded, rejected, not approved or used. */
export const NOT_USABLE = 5;

/** A policy forbids it, or it is not for this person or this agent. */
export const DENIED = 6;

/** Somebody else holds the lock of the state. */
export const LOCKED = 7;

/** A check that the command makes itself has failed, such as a task or a load test. */
export const CHECK_FAILED = 8;

/** A signal has ended the command; the number is the one that shells have for SIGINT. */
export const INTERRUPTED = 130;

/** What each means, in the words of the help. */
export const EXIT_CODE_WORDS: ReadonlyMap<ExitCode, string> = new Map([
  [DONE, "done, or there was nothing to do"],
  [FAILED, "an error, or a finding that has no code of its own"],
  [CHANGES, "there are changes"],
  [STALE, "the state has changed since"],
  [MISMATCH, "state and digest, or plan and commit, hash or version, do not fit"],
  [NOT_USABLE, "the plan is expired, superseded, rejected, not approved, or used"],
  [DENIED, "a policy forbids it, or it is not for this person or agent"],
  [LOCKED, "somebody else holds the lock of the state"],
  [CHECK_FAILED, "a check of the command's own failed"],
  [INTERRUPTED, "ended by a signal, such as Ctrl-C"],
]);
