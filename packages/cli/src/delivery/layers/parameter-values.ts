import type { Environment } from "@groundwork/configuration";
import { clientOf } from "../../core/aws/client";
import { awsError } from "../../core/aws/error";
import { accessIn } from "../../core/aws/member";
import { parametersBy } from "../../core/aws/parameters";
import { emulatorEndpoint } from "../../core/endpoint";

interface Asking {
  readonly env: NodeJS.ProcessEnv;
  /** Whether stand-ins take the place of what is in AWS. @default false */
  readonly standIns?: boolean | undefined;
}

/**
 * Values of parameters in the place of an environment, by their names.
 *
 * @returns without those that there are not
 */
export async function parameterValues(
  names: readonly string[],
  environment: Environment,
  { env, standIns }: Asking,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const { region, accountId } = environment;
  const access = standIns
    ? // Emulators take a key id of 12 digits for the account.
      {
        region,
        env,
        endpoint: emulatorEndpoint(env),
        credentials: { accessKeyId: accountId, secretAccessKey: "stand-ins" },
      }
    : accessIn(environment, env);
  // Only here: a plan of an environment without layers asks nothing of it.
  const { SSMClient } = await import("@aws-sdk/client-ssm");
  const ssm = clientOf("SSM", SSMClient, access);
  try {
    return await parametersBy(ssm, names);
  } catch (error) {
    throw awsError(`Parameter Store of ${region}, by which layers know each other`, error);
  } finally {
    ssm.destroy();
  }
}
