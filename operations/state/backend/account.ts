import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { OperationError } from "../../errors";
import { awsError, oneLine } from "../aws-error";
import type { AwsClients } from "../clients";

/**
 * The account the credentials belong to.
 * @throws OperationError when there are no credentials or AWS refuses them
 */
export async function callerAccount({ sts }: AwsClients): Promise<string> {
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
  } catch (error) {
    if (/^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? "")) {
      throw new OperationError(
        `AWS cannot be reached: ${oneLine(error)}. Check the network and AWS_ENDPOINT_URL`,
      );
    }
    throw new OperationError(
      `AWS did not say who you are: ${oneLine(error)}. ` +
        "Log in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and run it again",
    );
  }
}

/** The layout that bootstrap-stack has written down, 0 before its first run. */
export async function deployedLayout({ ssm }: AwsClients, parameter: string): Promise<number> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter }));
    return Number(Parameter?.Value);
  } catch (error) {
    if ((error as Error).name === "ParameterNotFound") return 0;
    throw awsError(`parameter ${parameter}`, error);
  }
}
