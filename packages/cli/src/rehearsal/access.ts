import { isLoopback } from "../core/endpoint";
import type { EmulatorAccess } from "../core/aws/emulator-access";

/** How the emulator is reached as variables, the names all AWS tools and Terraform know. */
export function accessVariables(access: EmulatorAccess): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: access.endpoint,
    AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
    AWS_REGION: access.region,
    // Version 1 of the AWS CLI knows no other.
    AWS_DEFAULT_REGION: access.region,
  };
}

/**
 * The user's environment with all AWS settings replaced by the rehearsal's. One service may be sent
 * to another emulator of this machine, by AWS_ENDPOINT_URL_<SERVICE>.
 *
 * @param access undefined where nothing asks AWS
 */
export function rehearsalEnvironment(
  env: NodeJS.ProcessEnv,
  access: EmulatorAccess | undefined,
): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(
    ([name, value]) =>
      !/^AWS_(?!CA_BUNDLE$)/.test(name) ||
      (/^AWS_ENDPOINT_URL_./.test(name) && isLoopback(value ?? "")),
  );
  return { ...Object.fromEntries(others), ...(access && accessVariables(access)) };
}
