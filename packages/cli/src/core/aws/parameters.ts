import type { SSMClient } from "@aws-sdk/client-ssm";

/** SSM API, GetParameters. */
const AT_ONCE = 10;

/** Values of those parameters that there are, by their names. */
export async function parametersBy(
  ssm: SSMClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { GetParametersCommand } = await import("@aws-sdk/client-ssm");
  const known = new Map<string, string>();
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const Names = names.slice(at, at + AT_ONCE);
    const { Parameters: found = [] } = await ssm.send(new GetParametersCommand({ Names }));
    for (const { Name, Value } of found) known.set(Name!, Value!);
  }
  return known;
}
