import type { StateLocation } from "@groundwork/configuration";
import { isLoopback } from "../core/endpoint";
import { OperationError } from "../core/errors";
import type { AwsAccess, AwsKeys } from "../core/aws/client";

export interface RehearsalAccess extends Pick<AwsAccess, "region"> {
  readonly endpoint: string;
  readonly credentials: AwsKeys;
}

/**
 * How the emulator is reached: never with anybody's real keys, so that a rehearsal can do no harm
 * wherever its endpoint leads. Emulators take a key id of 12 digits for the account.
 *
 * @throws OperationError when the endpoint is AWS itself
 */
export function rehearsalAccess(
  { region, accountId }: Pick<StateLocation, "region" | "accountId">,
  endpoint: string,
): RehearsalAccess {
  if (/amazonaws\.com/.test(endpoint)) {
    throw new OperationError(
      `AWS_ENDPOINT_URL: got ${endpoint}, expected an emulator's address; unset it to have one started`,
    );
  }
  return {
    endpoint,
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: "rehearsal" },
  };
}

/** The same as variables, the names all AWS tools and Terraform know. */
export function accessVariables(access: RehearsalAccess): Record<string, string> {
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
  access: RehearsalAccess | undefined,
): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(
    ([name, value]) =>
      !/^AWS_(?!CA_BUNDLE$)/.test(name) ||
      (/^AWS_ENDPOINT_URL_./.test(name) && isLoopback(value ?? "")),
  );
  return { ...Object.fromEntries(others), ...(access && accessVariables(access)) };
}
