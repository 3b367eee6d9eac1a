import { askedStacks, oneStack } from "./asked-stacks";
import { sha256Hash, waitingTime, wholeNumber } from "./option-values";

/*
 * Arguments and options that several commands have, as commander takes them: told once, so that one
 * name means one thing everywhere.
 */

/** Reads the name of one stack. */
export const onlyStack = (name: string) => oneStack(name);

/** Argument: one stack. */
export const STACK = ["<stack>", "such as dev-stack, or dev", onlyStack] as const;

/** Argument: one stack, or all. */
export const STACK_OR_ALL = ["[stack]", "such as dev-stack (default: all)", onlyStack] as const;

/** Argument: some stacks, or all. */
export const STACKS_OR_ALL = [
  "[stack...]",
  "such as prod-stack (default: all)",
  askedStacks,
] as const;

export const YES = ["-y, --yes", "do not ask", false] as const;

export const JSON_OUTPUT = ["--json", "as JSON", false] as const;

export const LOCK_TIMEOUT = [
  "--lock-timeout <time>",
  "how long to wait for the state's lock",
  waitingTime("--lock-timeout"),
  "0s",
] as const;

/** How much of a list is shown, newest first. */
export const LIMIT = [
  "--limit <count>",
  "how many of the newest",
  wholeNumber("--limit"),
  20,
] as const;

/** Whose decision a workflow writes down. */
export const ACTOR = [
  "--actor <name>",
  "with a workflow's role: who reviewed its run (default: who started it)",
] as const;

/** Why the hash of a plan is an option, and where it is read. */
export const SHA256 = "the hash that plan printed, taken from there and not from the store";

export const HASH = sha256Hash("--sha256");
