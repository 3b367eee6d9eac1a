import { appSpecHooks, type AppSpecHooks } from "./code-deploy-options";

export interface AppSpecProps {
  readonly taskDefinitionArn: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly hooks: AppSpecHooks;

  /** Where the new tasks run: without it CodeDeploy takes the cluster's own (aws/containers-roadmap#1752). */
  readonly capacityProviderStrategy: readonly {
    readonly capacityProvider: string;
    readonly base?: number | undefined;
    readonly weight: number;
  }[];

  /** Where they are connected. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly assignPublicIp: boolean;
}

/**
 * What a deployment of CodeDeploy to ECS is told: the AppSpec, in the words of the CodeDeploy user
 * guide ("AppSpec 'resources' section for Amazon ECS deployments"), which takes JSON like YAML.
 */
export const appSpec = (props: AppSpecProps) => ({
  version: "0.0",
  Resources: [
    {
      TargetService: {
        Type: "AWS::ECS::Service",
        Properties: {
          TaskDefinition: props.taskDefinitionArn,
          LoadBalancerInfo: {
            ContainerName: props.containerName,
            ContainerPort: props.containerPort,
          },
          CapacityProviderStrategy: props.capacityProviderStrategy.map(
            ({ capacityProvider, base = 0, weight }) => ({
              CapacityProvider: capacityProvider,
              Base: base,
              Weight: weight,
            }),
          ),
          NetworkConfiguration: {
            AwsvpcConfiguration: {
              Subnets: props.subnetIds,
              SecurityGroups: props.securityGroupIds,
              AssignPublicIp: props.assignPublicIp ? "ENABLED" : "DISABLED",
            },
          },
        },
      },
    },
  ],
  Hooks: appSpecHooks.keyof().options.flatMap((stage) => {
    const lambdaArn = props.hooks[stage];
    return lambdaArn === undefined ? [] : [{ [stage]: lambdaArn }];
  }),
});
