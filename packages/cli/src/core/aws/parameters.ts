import type { SSMClient } from "@aws-sdk/client-ssm";
import { clientOf, type AwsAccess } from "./client";

/*
 * Few commands ask Parameter Store, so its library is loaded when it is asked: of what others take to start
 * it would be a twentieth.
 */

const library = () => import("@aws-sdk/client-ssm");

/** Does something with Parameter Store of one region. */
export async function withParameterStore<Result>(
  access: AwsAccess,
  work: (ssm: SSMClient) => Promise<Result>,
): Promise<Result> {
  const ssm = clientOf("SSM", (await library()).SSMClient, access);
  try {
    return await work(ssm);
  } finally {
    ssm.destroy();
  }
}

/** SSM API, GetParameters. */
const AT_ONCE = 10;

/** Values of those parameters that there are, by their names. */
export async function parametersBy(
  ssm: SSMClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { GetParametersCommand } = await library();
  const known = new Map<string, string>();
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const Names = names.slice(at, at + AT_ONCE);
    const { Parameters: found = [] } = await ssm.send(new GetParametersCommand({ Names }));
    for (const { Name, Value } of found) known.set(Name!, Value!);
  }
  return known;
}

export interface WrittenParameter {
  readonly Name: string;
  readonly Type: "String" | "StringList";
  readonly Value: string | undefined;
  readonly Description?: string;
}

/** Writes a parameter, in place of the one that there may be. */
export async function writeParameter(ssm: SSMClient, parameter: WrittenParameter): Promise<void> {
  const { PutParameterCommand } = await library();
  await ssm.send(new PutParameterCommand({ ...parameter, Overwrite: true }));
}
