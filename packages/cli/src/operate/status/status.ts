import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { runCommand } from "../../core/command";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { sayJson } from "../../core/outlet";
import { openDelivery } from "../../delivery/open";
import type { OpenOptions } from "../../state/open";
import { readStates } from "../states";
import { stackStatus } from "./stack-status";
import { statusLines } from "./status-text";

export interface StatusOptions extends OpenOptions {
  /** @default all */
  readonly stacks: readonly string[];
}

/**
 * `groundwork status`: serial, last write, lock, open plan, resources and deployments of all stacks,
 * in one table. Changes nothing and takes no lock.
 *
 * @returns the exit code: 1 when something of a stack could not be looked at
 */
export async function status(options: StatusOptions): Promise<ExitCode> {
  const { env, json, standIns } = options;
  const open = openDelivery(options);
  const stacks = options.stacks.length > 0 ? options.stacks : open.stacks;
  return runCommand(open, async () => {
    const states = await readStates(open, stacks, options);
    const found = await pMap(
      states,
      (state) => stackStatus(state, open, { env, standIns: standIns === true }),
      AT_A_TIME.requests,
    );
    if (json) sayJson(found);
    else statusLines(found).forEach((line) => open.person.tell(line));
    return found.some(({ problems }) => problems.length > 0) ? FAILED : DONE;
  });
}
