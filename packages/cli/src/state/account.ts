import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { StateLocation } from "@groundwork/configuration";
import { loadConfiguration } from "../core/configured";
import { awsError } from "../core/aws/error";
import { OperationError } from "../core/errors";
import type { AwsClients } from "./clients";

/**
 * The account the credentials belong to.
 *
 * @throws OperationError when there are no credentials or AWS refuses them
 */
export async function callerAccount({ sts }: AwsClients): Promise<string> {
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
  } catch (error) {
    throw awsError("AWS did not say who you are", error);
  }
}

/** @throws OperationError when the credentials are none, or another account's than the organization's */
export async function expectAccount(
  clients: AwsClients,
  { accountId }: Pick<StateLocation, "accountId">,
): Promise<void> {
  const account = await callerAccount(clients);
  if (account === accountId) return;
  const own = loadConfiguration().environments.find((one) => one.accountId === account);
  throw new OperationError(
    own === undefined
      ? `organization.accountId: got ${accountId}, but the credentials are for ${account}; ` +
          "correct environments/organization.ts, or log in to the other account"
      : `got credentials for ${account}, which is the own account of ${own.name}; expected those of ${accountId}, the organization's, ` +
          `from which roles there are taken on: log in to ${accountId}`,
  );
}

/** The layout that bootstrap-stack has written down, 0 before its first run. */
export async function deployedLayout({ ssm }: AwsClients, parameter: string): Promise<number> {
  try {
    // Few commands ask it (core/aws/parameters.ts).
    const { GetParameterCommand } = await import("@aws-sdk/client-ssm");
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter }));
    return Number(Parameter?.Value);
  } catch (error) {
    if ((error as Error).name === "ParameterNotFound") return 0;
    throw awsError(`parameter ${parameter}`, error);
  }
}
