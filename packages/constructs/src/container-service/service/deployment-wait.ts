import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { newerArguments } from "../../newer-arguments";
import type { Deployment } from "./deployment-options";
import { hooksOf } from "./deployment";

/** The provider that knows hooks which wait (hashicorp/terraform-provider-aws#48128). */
const SINCE = "6.66.0";

/** New tasks take all test requests, and no others (ECS API, DeploymentLifecycleHook). */
const STAGE = "POST_TEST_TRAFFIC_SHIFT";

/**
 * Has ECS wait at that stage of a service's deployments until somebody lets them go on, and go back
 * where nobody does. CodeDeploy has that in its deployment group.
 *
 * @param hookRoleArn with which ECS calls the functions among the hooks
 * @throws ConfigurationError where the provider is older
 */
export function waitForTests(
  service: EcsService,
  deployment: Deployment,
  hookRoleArn: string | undefined,
): void {
  if (deployment.strategy === "CODE_DEPLOY" || deployment.strategy === "ROLLING") return;
  const { waitMinutes } = deployment;
  if (waitMinutes === 0) return;
  newerArguments(service, SINCE, {
    "deployment_configuration.lifecycle_hook": [
      ...hooksOf(deployment).map(({ lambdaArn, stages }) => ({
        hook_target_arn: lambdaArn,
        role_arn: hookRoleArn,
        lifecycle_stages: stages,
      })),
      {
        target_type: "PAUSE",
        lifecycle_stages: [STAGE],
        timeout_configuration: { timeout_in_minutes: waitMinutes, action: "ROLLBACK" },
      },
    ],
  });
}
