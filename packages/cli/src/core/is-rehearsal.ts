import { stateLocation } from "@groundwork/configuration/names";
import { loadConfiguration } from "./configured";
import { isAllLoopback } from "./endpoint";

/** What tells a rehearsal from AWS. */
export interface Where {
  readonly env: NodeJS.ProcessEnv;
  readonly standIns?: boolean | undefined;
}

/**
 * Whether nothing that a command reaches is real: stand-ins, which work in an emulator alone, or an
 * emulator on this machine that has the states, too. States in other backends than S3 are real
 * whatever the emulator is.
 */
export const isRehearsal = ({ env, standIns }: Where): boolean =>
  standIns === true ||
  (isAllLoopback(env) && stateLocation(loadConfiguration().organization) !== undefined);
