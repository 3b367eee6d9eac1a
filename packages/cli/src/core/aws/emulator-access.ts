import type { StateLocation } from "@groundwork/configuration";
import { OperationError } from "../errors";
import type { AwsAccess, AwsKeys } from "./client";

export interface EmulatorAccess extends Pick<AwsAccess, "region"> {
  readonly endpoint: string;
  readonly credentials: AwsKeys;
}

/**
 * How the emulator is reached: never with anybody's real keys, so that a rehearsal can do no harm
 * wherever its endpoint leads. Emulators take a key id of 12 digits for the account.
 *
 * @throws OperationError when the endpoint is AWS itself
 */
export function emulatorAccess(
  { region, accountId }: Pick<StateLocation, "region" | "accountId">,
  endpoint: string,
): EmulatorAccess {
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
