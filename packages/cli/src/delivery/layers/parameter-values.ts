import type { Environment } from "@groundwork/configuration";
import { emulatorAccess } from "../../core/aws/emulator-access";
import { awsError } from "../../core/aws/error";
import { accessIn } from "../../core/aws/member";
import { parametersBy, withParameterStore } from "../../core/aws/parameters";
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
  const endpoint = standIns ? emulatorEndpoint(env) : undefined;
  const access =
    endpoint === undefined
      ? accessIn(environment, env)
      : { ...emulatorAccess(environment, endpoint), env };
  try {
    return await withParameterStore(access, (ssm) => parametersBy(ssm, names));
  } catch (error) {
    const { region } = environment;
    throw awsError(`Parameter Store of ${region}, by which layers know each other`, error);
  }
}
