import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { hooksOf, shiftsTraffic, strategyArguments, timeoutMinutes } from "./deployment";
import type { Deployment, EcsDeployment } from "./deployment-options";
import { HookRole, TrafficShiftRole } from "./deployment-roles";

export interface DeploymentsProps<Of extends Deployment = Deployment> {
  /** Name of the service with its prefix. */
  readonly fullName: string;
  readonly deployment: Of;

  /** How long a stopping task may finish its requests. */
  readonly drainSeconds: number;

  /** Alarms that can roll a deployment back. */
  readonly rollbackAlarmNames: readonly string[];
}

/** What a service gets from the way in which it is deployed. */
export interface Deployments {
  readonly arguments: Partial<EcsServiceConfig>;

  /** Role with which ECS moves requests between target groups. */
  readonly shiftRoleArn: string | undefined;

  /** Role with which ECS calls the hooks of deployments. */
  readonly hookRoleArn: string | undefined;

  /** What the service must wait for. */
  readonly dependables: readonly ITerraformDependable[];
}

export function deployments(scope: Construct, props: DeploymentsProps): Deployments {
  const { deployment } = props;
  return deployment.strategy === "CODE_DEPLOY"
    ? byCodeDeploy(props)
    : byEcs(scope, { ...props, deployment });
}

/**
 * ECS refuses, or has no use for, what else it is told of deployments. The service is made with its
 * first tasks; they are no deployment that the provider could wait for.
 */
function byCodeDeploy({ drainSeconds }: DeploymentsProps): Deployments {
  return {
    arguments: {
      deploymentController: { type: "CODE_DEPLOY" },
      waitForSteadyState: false,
      timeouts: { delete: `${stopMinutes(drainSeconds)}m` },
    },
    shiftRoleArn: undefined,
    hookRoleArn: undefined,
    dependables: [],
  };
}

function byEcs(scope: Construct, props: DeploymentsProps<EcsDeployment>): Deployments {
  const { fullName, deployment, rollbackAlarmNames, drainSeconds } = props;
  const hooks = hooksOf(deployment);
  const hookRole =
    hooks.length > 0
      ? new HookRole(scope, "hooks", { fullName, lambdaArns: hooks.map((hook) => hook.lambdaArn) })
      : undefined;
  const shiftRole = shiftsTraffic(deployment)
    ? new TrafficShiftRole(scope, "traffic-shift", { fullName })
    : undefined;
  const timeout = `${timeoutMinutes(deployment, stopMinutes(drainSeconds))}m`;
  return {
    arguments: {
      // Without it the provider refuses to plan another capacity provider strategy
      // ("force_new_deployment should be true"), and whether there is another it alone knows. It is
      // no difference by itself, but any change of the service then renews its tasks, so that none
      // of them runs with old settings.
      forceNewDeployment: true,
      ...strategyArguments(deployment, hookRole?.role.arn),
      // Of new tasks that do not come up ECS gives up, and goes back to the old ones. It does so in
      // deployments that shift traffic as well, whose alarms see nothing before there are requests
      // (ECS developer guide, "Amazon ECS deployment failure detection").
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...rollbackAlarms(deployment, rollbackAlarmNames),
      // An apply is done when the new tasks serve, not when ECS has taken note of them.
      waitForSteadyState: true,
      // To stop an apply is to stop a shift of traffic, rather than to look away from it. Right up to
      // provider 6.52: from 6.53.0 it rolls healthy deployments back, until
      // hashicorp/terraform-provider-aws#49077 (issue #49031).
      ...(shiftsTraffic(deployment) && { sigintRollback: true }),
      timeouts: { create: timeout, update: timeout, delete: timeout },
    },
    shiftRoleArn: shiftRole?.role.arn,
    hookRoleArn: hookRole?.role.arn,
    dependables: [...(shiftRole ? [shiftRole.policy] : []), ...(hookRole ? [hookRole.policy] : [])],
  };
}

/** Minutes in which tasks start or, once their last requests are answered, stop. */
const stopMinutes = (drainSeconds: number): number =>
  Math.max(20, 10 + Math.ceil(drainSeconds / 60));

/** Written when they are off, too: the provider keeps what ECS has where the block is left out. */
function rollbackAlarms({ rollbackOnAlarms: on }: Deployment, names: readonly string[]) {
  if (names.length === 0) return {};
  return { alarms: { alarmNames: [...names], enable: on, rollback: on } };
}
