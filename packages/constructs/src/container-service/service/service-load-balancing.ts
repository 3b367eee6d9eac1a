import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { HttpOptions } from "../load-balancer/http-options";
import type { HttpRoute } from "../load-balancer/http-route";

export interface LoadBalancingProps {
  readonly route: HttpRoute | undefined;
  readonly http: HttpOptions | undefined;
  readonly containerName: string;

  /** Role with which ECS moves requests between target groups. */
  readonly roleArn: string | undefined;
}

/**
 * The arguments of a service that its load balancer comes to; none for a worker.
 *
 * Changes of them are never ignored, although ECS puts tasks into the two groups by turns: it reads
 * back what was written, whichever group is in use (the provider's own tests of blue/green plan
 * nothing after several deployments), and the provider sends it only when it changes. So another
 * strategy, port or rule reaches ECS, which it would not if the block were ignored.
 */
export function loadBalancing({
  route,
  http,
  containerName,
  roleArn,
}: LoadBalancingProps): Pick<EcsServiceConfig, "healthCheckGracePeriodSeconds" | "loadBalancer"> {
  if (!route || !http) return {};
  const { targetGroup, alternateTargetGroup, listenerRule, testListenerRule } = route;
  return {
    healthCheckGracePeriodSeconds: http.healthCheckGracePeriodSeconds,
    loadBalancer: [
      {
        targetGroupArn: targetGroup.arn,
        containerName,
        containerPort: http.port,
        ...(alternateTargetGroup &&
          roleArn !== undefined && {
            advancedConfiguration: {
              alternateTargetGroupArn: alternateTargetGroup.arn,
              productionListenerRule: listenerRule.arn,
              ...(testListenerRule && { testListenerRule: testListenerRule.arn }),
              roleArn,
            },
          }),
      },
    ],
  };
}
