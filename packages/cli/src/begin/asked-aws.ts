import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { originOf, profilesIn } from "../core/aws/profile";
import { oneLine } from "../core/aws/error";
import { emulatorEndpoint } from "../core/endpoint";
import { warn } from "../core/outlet";
import { during } from "../core/waiting";
import { awsClients } from "../state/clients";
import { SHIPPED_REGION } from "./place";

/** How long AWS has to answer a question that somebody can answer as well, in ms. */
const PATIENCE_MS = 10_000;

/** The region that the AWS CLI takes here. */
export const regionHere = (env: NodeJS.ProcessEnv): string | undefined =>
  env["AWS_REGION"] ||
  env["AWS_DEFAULT_REGION"] ||
  profilesIn(env)
    .get(env["AWS_PROFILE"] || "default")
    ?.get("region");

/** The account of the credentials at hand; undefined where there are none, or AWS does not take them. */
export async function accountHere(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // Nobody is made to wait for a role that this machine has not, and an emulator's account is none.
  if (originOf(env) === undefined || emulatorEndpoint(env) !== undefined) return undefined;
  const { sts } = awsClients({ region: regionHere(env) ?? SHIPPED_REGION, env });
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const asked = sts.send(new GetCallerIdentityCommand({}), { abortSignal });
    return (await during("asking AWS for the account", asked)).Account;
  } catch (error) {
    warn(`AWS does not say which account it is: ${oneLine(error)}`);
    return undefined;
  }
}
