import type { PolicyStatement } from "../../policy-document";
import { readParameters } from "./read";

/** An environment whose layers have stacks of their own. */
export interface Layered {
  /** ARN of the parameters by which its layers know each other. @default - it is one stack */
  readonly layerParameterArn?: string | undefined;
}

/** Whose stack may have layers. */
interface Owner {
  readonly applied?: Layered | undefined;
}

/** ARNs of the parameters of some owners, which hold no secrets. */
export const layerParameterArns = (owners: readonly Owner[]): string[] =>
  owners.flatMap(({ applied }) => applied?.layerParameterArn ?? []);

/** To read them, as each plan of a layer does. */
export function readLayerParameters(owners: readonly Owner[]): PolicyStatement[] {
  const arns = layerParameterArns(owners);
  return arns.length === 0 ? [] : [{ ...readParameters(arns), Sid: "ReadLayers" }];
}

/** To write them, as each apply of a layer below others does. */
export const keepLayerParameters = (applied: Layered): PolicyStatement[] => [
  ...readLayerParameters([{ applied }]),
  ...layerParameterArns([{ applied }]).map((Resource) => ({
    Sid: "KeepLayers",
    Effect: "Allow" as const,
    Action: [
      "ssm:AddTagsToResource",
      "ssm:DeleteParameter",
      "ssm:PutParameter",
      "ssm:RemoveTagsFromResource",
    ],
    Resource,
  })),
];
