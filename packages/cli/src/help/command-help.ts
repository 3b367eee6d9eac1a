import type { ExitCode } from "../core/exit-codes";

/** What stands in the help for one command. */
export interface CommandHelp {
  /** Lines to be typed, each without `groundwork`, with what it is for. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Exit codes besides those that every command has. @default none */
  readonly exits?: readonly ExitCode[];
}

/** By name, in the order of the help. */
export type Commands = Readonly<Record<string, CommandHelp>>;

/** A plan's id in examples. */
export const ID = "dev-stack-20261121T035512Z-48cdd2f0-9f3a";
