import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { check } from "../../check";
import type { CapacityShare } from "./cluster-options";

/** What services know of the cluster that they run in. */
export interface ClusterPlace {
  readonly cluster: { readonly arn: string; readonly name: string };

  /** For tasks that name none, such as one started by hand. */
  readonly capacityProviderStrategy: CapacityShare[];

  /** The strategy in the words of aws_ecs_service: EC2 is the provider of this cluster's instances. */
  readonly strategy: (shares: readonly CapacityShare[]) => Strategy;

  /** What a service must depend on; nothing where another stack has the cluster, applied before. */
  readonly dependables: ITerraformDependable[];

  /** Whether CloudWatch counts the tasks of its services. */
  readonly containerInsights: boolean;

  /** Of the sessions' logs; known from configuration, so that plans show policies in full. */
  readonly execLogGroupArn: string | undefined;

  /** What encrypts sessions and their logs. */
  readonly execKmsKeyArn: string | undefined;
}

export type Strategy = { capacityProvider: string; weight: number; base?: number }[];

/**
 * @param instances name of the provider of the cluster's instances, if it has any
 * @throws ConfigurationError when EC2 is asked for and there are none
 */
export function capacityStrategy(
  scope: Construct,
  shares: readonly CapacityShare[],
  instances: string | undefined,
): Strategy {
  check(
    scope,
    "capacityProviderStrategy",
    shares,
    instances !== undefined || shares.every((share) => share.capacityProvider !== "EC2"),
    "FARGATE or FARGATE_SPOT, as this cluster has no instances; EC2 needs `instances`",
  );
  return shares.map(({ capacityProvider, weight, base }) => ({
    capacityProvider: capacityProvider === "EC2" ? instances! : capacityProvider,
    weight,
    ...(base > 0 && { base }),
  }));
}
