/** When CodeDeploy calls a hook (CodeDeploy user guide, "AppSpec 'hooks' section", ECS). */
export const HOOK_STAGES = [
  "BeforeInstall",
  "AfterInstall",
  "AfterAllowTestTraffic",
  "BeforeAllowTraffic",
  "AfterAllowTraffic",
] as const;

export type HookStage = (typeof HOOK_STAGES)[number];

export interface AppSpecProps {
  readonly taskDefinitionArn: string;
  readonly containerName: string;
  readonly containerPort: number;

  /** Lambda functions that judge a deployment, each at its stage. @default none */
  readonly hooks?: Partial<Readonly<Record<HookStage, string>>> | undefined;

  /** Where the new tasks run. @default as the ones before */
  readonly capacityProviderStrategy?:
    | readonly {
        readonly capacityProvider: string;
        readonly base?: number | undefined;
        readonly weight?: number | undefined;
      }[]
    | undefined;
}

/** What a deployment of CodeDeploy to ECS is told: the AppSpec, as JSON, which it takes like YAML. */
export function appSpec(props: AppSpecProps): string {
  const { taskDefinitionArn, containerName, containerPort, hooks = {} } = props;
  return JSON.stringify({
    version: "0.0",
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: taskDefinitionArn,
            LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
            ...(props.capacityProviderStrategy && {
              CapacityProviderStrategy: props.capacityProviderStrategy.map(
                ({ capacityProvider, base = 0, weight = 1 }) => ({
                  CapacityProvider: capacityProvider,
                  Base: base,
                  Weight: weight,
                }),
              ),
            }),
          },
        },
      },
    ],
    Hooks: HOOK_STAGES.flatMap((stage) =>
      hooks[stage] === undefined ? [] : [{ [stage]: hooks[stage] }],
    ),
  });
}
