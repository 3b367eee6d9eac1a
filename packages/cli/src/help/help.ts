import type { Commands } from "./command-help";
import { DELIVER } from "./deliver";
import { EVERY_DAY } from "./every-day";
import { ITSELF } from "./itself";
import { OPERATE } from "./operate";
import { REPAIR } from "./repair";
import { START } from "./start";

export type { CommandHelp } from "./command-help";

/**
 * What the help says besides arguments and options: when a command is for what, how it is typed, and
 * what it ends with. All commands are here, by when they are needed, in the order of the help.
 */
export const HELP: Readonly<Record<string, Commands>> = {
  Start: START,
  "Every day": EVERY_DAY,
  Operate: OPERATE,
  Repair: REPAIR,
  Deliver: DELIVER,
  "groundwork itself": ITSELF,
};
