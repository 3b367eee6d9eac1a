import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { awsError } from "../core/aws-error";
import { explainSilence, logInAgain } from "../core/aws-refusal";
import type { AwsClients } from "./clients";

/**
 * The account the credentials belong to.
 * @throws OperationError when there are no credentials or AWS refuses them
 */
export async function callerAccount({ sts }: AwsClients): Promise<string> {
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
  } catch (error) {
    throw explainSilence(error) ?? logInAgain("AWS did not say who you are", error);
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
