import { Op, TerraformSelf, type Postcondition, type TerraformResourceLifecycle } from "cdktf";
import type { AutoscalingOptions } from "./autoscaling-options";
import { goesOnByItself } from "./deployment";
import type { Deployment } from "./deployment-options";
import { NO_HOOKS } from "./no-hooks";

export interface ServiceLifecycleProps {
  readonly serviceName: string;
  readonly clusterName: string;
  readonly taskDefinitionArn: string;
  readonly logGroupName: string;
  readonly autoscaling: AutoscalingOptions | undefined;
  readonly deployment: Deployment;
}

/** What of a service is not Terraform's to change, and what must hold when it has changed it. */
export function serviceLifecycle(props: ServiceLifecycleProps): TerraformResourceLifecycle {
  const { autoscaling, deployment } = props;
  const ignoreChanges = [
    // The count is the autoscaling's where there is any, and the configuration's where not.
    ...(autoscaling ? ["desired_count"] : []),
    ...notTerraforms(deployment),
  ];
  const postcondition = [
    // Where others deploy, another task definition is what one expects.
    ...(ignoreChanges.includes("task_definition") ? [] : [runsWhatWasApplied(props)]),
    ...(hasNoHooks(deployment) ? [callsNoHooks(props)] : []),
  ];
  return {
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(postcondition.length > 0 && { postcondition }),
  };
}

function runsWhatWasApplied(props: ServiceLifecycleProps): Postcondition {
  const { serviceName, clusterName, taskDefinitionArn, logGroupName } = props;
  const running = TerraformSelf.getString("task_definition");
  return {
    condition: Op.eq(running, taskDefinitionArn),
    errorMessage:
      `ECS rolled the deployment of ${serviceName} back: ${running} runs, not ` +
      `${taskDefinitionArn}. For the reason see the deployments and events of the service ` +
      `${serviceName} in the cluster ${clusterName}, its stopped tasks, and the logs ` +
      `in ${logGroupName}. Correct it and apply again.`,
  };
}

/** CodeDeploy is told of hooks at each deployment, and ECS of none. */
const hasNoHooks = (deployment: Deployment): boolean =>
  deployment.strategy !== "CODE_DEPLOY" && goesOnByItself(deployment);

/**
 * The provider sends hooks only if there are any, and ECS keeps those it has
 * (hashicorp/terraform-provider-aws#47096). The provider reads them back. An apply that ends here has
 * not destroyed the role with which ECS calls them yet, the next does; without it deployments fail.
 */
function callsNoHooks({ serviceName, clusterName }: ServiceLifecycleProps): Postcondition {
  return {
    condition: NO_HOOKS,
    errorMessage:
      `ECS still calls the deployment hooks that ${serviceName} no longer has: Terraform cannot ` +
      "take the last ones away. Do it now, before the next apply deletes the role for them and " +
      `every deployment fails: aws ecs update-service --cluster ${clusterName} --service ` +
      `${serviceName} --deployment-configuration '{"lifecycleHooks":[]}'. Then apply again.`,
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
