import { JsonAws } from "./json-aws";

/** A task set as ECS describes it. */
export interface TaskSetOf {
  readonly taskDefinition: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: string;
  readonly shares: readonly { capacityProvider: string; base: number; weight: number }[];
}

/** A deployment, and how its status goes on from one look to the next; the last stays. */
export interface DeploymentOf {
  readonly group: string;
  readonly statuses: string[];
  readonly sha256?: string | undefined;
  /** The AppSpec. What succeeds runs. */
  readonly content?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * As much of CodeDeploy and ECS as a deployment needs, in their own protocol; no emulator at hand
 * has CodeDeploy.
 */
export class FakeCodeDeploy extends JsonAws {
  /** By name; without a task set ECS knows the task definition only. */
  readonly services = new Map<string, { controller?: string; primary: TaskSetOf }>();
  readonly deployments = new Map<string, DeploymentOf>();
  /** Statuses of deployments to come. */
  next: Pick<DeploymentOf, "statuses" | "error"> = { statuses: ["Created", "Succeeded"] };
  /** Actions that are refused, each with the name of the error. */
  readonly refused = new Map<string, string>();

  get env(): NodeJS.ProcessEnv {
    return { AWS_ENDPOINT_URL_CODEDEPLOY: this.endpoint, AWS_ENDPOINT_URL_ECS: this.endpoint };
  }

  protected override answer(action: string, input: any): object | string {
    return this.refused.get(action) ?? this.known(action, input);
  }

  private known(action: string, input: any): object {
    switch (action) {
      case "DescribeServices":
        return { services: (input.services as string[]).flatMap((name) => this.describe(name)) };
      case "ListDeployments":
        return {
          deployments: [...this.deployments]
            .filter(([, { group }]) => group === input.deploymentGroupName)
            .filter(([, { statuses }]) => input.includeOnlyStatuses.includes(statuses[0]))
            .map(([id]) => id),
        };
      case "CreateDeployment": {
        const deploymentId = `d-${this.deployments.size + 1}`;
        const group = input.deploymentGroupName;
        this.deployments.set(deploymentId, {
          group,
          ...input.revision.appSpecContent,
          ...this.next,
          statuses: [...this.next.statuses],
        });
        return { deploymentId };
      }
      case "GetDeployment":
        return { deploymentInfo: this.look(input.deploymentId) };
      case "StopDeployment":
        this.deployments.get(input.deploymentId)!.statuses.splice(0, 99, "Stopped");
        return { status: "Pending" };
      default:
        throw new Error(`nobody has said what ${action} answers`);
    }
  }

  private describe(name: string): object[] {
    const service = this.services.get(name);
    if (!service) return [];
    const { controller = "CODE_DEPLOY", primary } = service;
    const { taskDefinition, subnets, securityGroups, assignPublicIp, shares } = primary;
    return [
      {
        serviceName: name,
        status: "ACTIVE",
        deploymentController: { type: controller },
        taskDefinition,
        taskSets: [
          { status: "DRAINING", taskDefinition: "arn:older" },
          {
            status: "PRIMARY",
            taskDefinition,
            networkConfiguration: {
              awsvpcConfiguration: { subnets, securityGroups, assignPublicIp },
            },
            capacityProviderStrategy: shares,
          },
        ],
      },
    ];
  }

  private look(id: string): object {
    const { group, statuses, sha256, content, error } = this.deployments.get(id)!;
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status === "Succeeded" && content !== undefined) {
      this.services.set(group, { primary: primaryOf(JSON.parse(content)) });
    }
    return {
      deploymentId: id,
      status,
      revision: { revisionType: "AppSpecContent", appSpecContent: { sha256 } },
      ...(status === "Failed" && {
        errorInformation: error,
        rollbackInfo: { rollbackDeploymentId: `${id}-back` },
      }),
    };
  }
}

function primaryOf({ Resources: [{ TargetService }] }: any): TaskSetOf {
  const { TaskDefinition, CapacityProviderStrategy, NetworkConfiguration } =
    TargetService.Properties;
  const { Subnets, SecurityGroups, AssignPublicIp } = NetworkConfiguration.AwsvpcConfiguration;
  return {
    taskDefinition: TaskDefinition,
    subnets: Subnets,
    securityGroups: SecurityGroups,
    assignPublicIp: AssignPublicIp,
    shares: CapacityProviderStrategy.map(({ CapacityProvider, Base, Weight }: any) => ({
      capacityProvider: CapacityProvider,
      base: Base,
      weight: Weight,
    })),
  };
}
