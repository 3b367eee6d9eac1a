import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { tellHindrance } from "../../core/aws/client";
import { renewalOf } from "../../core/aws/profile";
import { endpointOf } from "../../core/endpoint";
import type { AwsClients } from "../clients";
import type { Examination, Finding } from "./examination";

/** The identity that asks AWS. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  /** When the credentials end, if they say so. */
  readonly expires?: Date | undefined;
}

/** Many an apply takes longer than this. */
const SOON_MS = 15 * 60 * 1000;

/** Looks at the credentials: whose they are and how long they last. */
export async function examineCredentials(
  exam: Examination,
  { sts }: AwsClients,
  location: StateLocation,
  env: NodeJS.ProcessEnv,
): Promise<Identity> {
  const { expiration } = await tellHindrance({ env, ...endpointOf("STS", env) }, () =>
    sts.config.credentials(),
  );
  const ending = expiration && judgeExpiry(expiration, new Date(), renewalOf(env));
  if (ending) exam.report(ending);
  const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
  if (account !== location.accountId) {
    exam.close({
      check: "credentials-account",
      severity: "error",
      about: "credentials",
      what: `got credentials for the account ${account}, expected ${location.accountId}`,
      why: "Terraform refuses to work with a state in another account than it is logged in to",
      repair: "log in to the other account, or correct accountId in environments/organization.ts",
    });
  }
  // An emulator knows no users.
  if (arn.endsWith(":root") && !env["AWS_ENDPOINT_URL"]) {
    exam.report({
      check: "credentials-root",
      severity: "warning",
      about: "credentials",
      what: `these are keys of the root user of ${account}`,
      why: "no policy limits them: a leak is the whole account",
      repair: "delete the root user's access keys, and log in as a role",
    });
  }
  return { account, arn, expires: expiration };
}

/**
 * Findings on credentials that end at a time.
 *
 * @param renewal what gives new ones
 */
export function judgeExpiry(expires: Date, now: Date, renewal: string): Finding | undefined {
  const left = expires.valueOf() - now.valueOf();
  if (left > SOON_MS) return undefined;
  const ended = left <= 0;
  return {
    check: ended ? "credentials-expired" : "credentials-ending",
    severity: ended ? "error" : "warning",
    about: "credentials",
    what: `these credentials ${ended ? "ended" : "end"} at ${expires.toISOString()}`,
    why: ended
      ? "AWS answers nothing to them"
      : "an apply that they end in cannot write its state, and leaves its lock and errored.tfstate",
    repair: `${renewal}, then ${ownCommand("doctor")}`,
  };
}
