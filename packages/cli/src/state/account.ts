import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { awsError, explainHindrance, LOG_IN_BY, oneLine, withRepair } from "../core/aws-error";
import type { AwsClients } from "./clients";

/**
 * The account the credentials belong to.
 * @throws OperationError when there are no credentials or AWS refuses them
 */
export async function callerAccount({ sts }: AwsClients): Promise<string> {
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
  } catch (error) {
    const what = `AWS did not say who you are: ${oneLine(error)}`;
    throw explainHindrance(error) ?? withRepair({ what, repair: `log in (${LOG_IN_BY})` });
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
