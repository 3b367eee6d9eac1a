import { Op, TerraformSelf, type TerraformResourceLifecycle } from "cdktf";
import type { Autoscaling } from "./autoscaling";
import type { Deployment } from "./deployment";

export interface ServiceLifecycleProps {
  readonly serviceName: string;
  readonly clusterName: string;
  readonly taskDefinitionArn: string;
  readonly logGroupName: string;
  readonly autoscaling: Autoscaling | undefined;
  readonly deployment: Deployment;
}

/** What of a service is not Terraform's to change, and what must hold when it has changed it. */
export function serviceLifecycle(props: ServiceLifecycleProps): TerraformResourceLifecycle {
  const { serviceName, taskDefinitionArn, autoscaling, deployment } = props;
  const ignoreChanges = [
    // The count is the autoscaling's where there is any, and the configuration's where not.
    ...(autoscaling ? ["desired_count"] : []),
    ...notTerraforms(deployment),
  ];
  const running = TerraformSelf.getString("task_definition");
  return {
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    // Where others deploy, another task definition is what one expects.
    ...(!ignoreChanges.includes("task_definition") && {
      postcondition: [
        {
          condition: Op.eq(running, taskDefinitionArn),
          errorMessage:
            `ECS rolled the deployment of ${serviceName} back: ${running} runs, not ` +
            `${taskDefinitionArn}. For the reason see the deployments and events of the service ` +
            `${serviceName} in the cluster ${props.clusterName}, its stopped tasks, and the logs ` +
            `in ${props.logGroupName}. Correct it and apply again.`,
        },
      ],
    }),
  };
}

/** Arguments that others change. */
function notTerraforms(deployment: Deployment): string[] {
  // ECS takes these from CodeDeploy alone ("Unable to update network parameters on services with a
  // CODE_DEPLOY deployment controller", hashicorp/terraform-provider-aws#36727).
  if (deployment.strategy === "CODE_DEPLOY") {
    return [
      "capacity_provider_strategy",
      "load_balancer",
      "network_configuration",
      "task_definition",
    ];
  }
  return deployment.deployedBy === "ci" ? ["task_definition"] : [];
}
