import { ownCommand } from "@groundwork/constructs/own-command";
import { originalAddress } from "../../stand-ins/addresses";
import type { Finding } from "./examination";
import type { StackReport } from "./stack";

/** Findings that only say that stand-ins took the place of bootstrap-stack's resources. */
const MADE_BY_BOOTSTRAP: ReadonlySet<string> = new Set([
  "backend-layout",
  "bucket-customer-keys",
  "bucket-encryption",
  "bucket-policy",
  "key-missing",
  "state-encryption",
]);

/**
 * The findings in an emulator, but for those that come of its being a rehearsal, which no bootstrap
 * mends: one says in their place how to look at that.
 *
 * @param endpoint of the emulator
 */
export function withoutRehearsal(
  findings: readonly Finding[],
  stacks: readonly Pick<StackReport, "state">[],
  endpoint: string,
): Finding[] {
  const isRehearsal =
    findings.some(({ check }) => check === "backend-layout") &&
    stacks.some(({ state }) => state?.object?.format.state?.addresses.some(isStandIn));
  if (!isRehearsal) return [...findings];
  const [follow, others] = [true, false].map((wanted) =>
    findings.filter(({ check }) => MADE_BY_BOOTSTRAP.has(check) === wanted),
  );
  return [
    {
      check: "rehearsal",
      severity: "error",
      about: "backend",
      what: `the states in the emulator at ${endpoint} are those of a rehearsal, with stand-ins in place of AWS resources`,
      why: "key, encryption, policy and layout of the state backend are not there, and cannot be looked at",
      repair: `GROUNDWORK_STAND_INS=1 ${ownCommand("doctor")} looks at all the rest; unset AWS_ENDPOINT_URL to look at AWS`,
      unseen: follow!.map(({ what }) => what),
    },
    ...others!,
  ];
}

const isStandIn = (address: string): boolean => originalAddress(address) !== address;
