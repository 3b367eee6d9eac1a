import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Construct } from "constructs";
import { noteAcknowledgement } from "../acknowledgement";
import type { PolicyStatement } from "../policy-document";
import { DeliveryPolicies } from "./delivery-policies";
import type {
  AppliedEnvironment,
  AppliedRegistry,
  AppliedStack,
  SharedResources,
} from "./delivery-owner";
import { PermissionsBoundary } from "./permissions-boundary";
import { applyBoundary } from "./permissions/apply-boundary";
import { dataStatements } from "./permissions/data";
import { environmentRoles, identities, instanceProfiles } from "./permissions/identities";
import { keyStatements } from "./permissions/keys";
import { keepLayerParameters } from "./permissions/layers";
import { loadBalancerStatements, type ManagedZone } from "./permissions/load-balancer";
import { loadTestTaskStatements } from "./permissions/load-test-task";
import { networkStatements } from "./permissions/network";
import { observabilityStatements } from "./permissions/observability";
import { registryRoleBoundary } from "./permissions/registry-role-boundary";
import { registryStatements } from "./permissions/registry";
import { roleBoundary } from "./permissions/role-boundary";
import { instanceProfileStatement, roleStatements } from "./permissions/roles";
import { serviceStatements } from "./permissions/services";
import { taskStatements } from "./permissions/tasks";

export interface ApplyPermissionsProps extends Omit<SharedResources, "store"> {
  /** Name of the owner, as `dev`. */
  readonly owner: string;
  readonly stack: AppliedStack;

  /** Actions of who applies besides those of its stack: to read settings, plans and states. */
  readonly actions: readonly string[];

  /** Bucket of the plans, which roles of the stack never reach. */
  readonly planBucket: string;

  /**
   * Whether states and plans lie in another account: then whoever applies reaches them there, and
   * not with this.
   * @default false
   */
  readonly storesElsewhere?: boolean | undefined;
}

/**
 * What it takes to apply the stack of one owner of state, the most that it may take, and the most
 * that roles of the stack may do.
 */
export class ApplyPermissions extends Construct {
  /** Actions that the policies allow. */
  public readonly actions: readonly string[];

  /** ARNs of the policies by names that stay. */
  public readonly policyArns: Readonly<Record<string, string>>;

  /**
   * ARN of the boundary of the role that applies, so that a role with it is made after it, and
   * deleted before it.
   */
  public readonly boundaryArn: string;

  constructor(scope: Construct, id: string, props: ApplyPermissionsProps) {
    super(scope, id);
    const { owner, stack } = props;
    const policies = this.policiesOf(props);

    this.actions = Object.values(policies).flat().flatMap(actionsOf);

    if (stack.type !== "elsewhere") this.limitRoles(stack, props);
    const { policy } = new PermissionsBoundary(this, "apply-boundary", {
      name: stack.applyBoundaryName,
      description: `The most that applies of ${owner} may do`,
      statements: applyBoundary({
        ...stack,
        owner,
        iamArns: identities(stack),
        hosts: stack.type === "environment" ? stack.hosts : [],
        state: props.storesElsewhere ? undefined : props.state,
        planBucket: props.storesElsewhere ? undefined : props.planBucket,
        sharedBuckets: props.sharedBuckets,
        actions: [...props.actions, ...this.actions],
      }),
      shorten: `fewer environments whose names begin with ${owner}-, or whose hosts lie below those of ${owner}`,
    });
    noteAcknowledgement(policy, TAKES_AWAY);
    this.boundaryArn = policy.arn;
    this.policyArns = new DeliveryPolicies(this, "policies", {
      name: stack.roleName,
      policies,
    }).arns;
  }

  private policiesOf(props: ApplyPermissionsProps): Record<string, PolicyStatement[]> {
    const { stack } = props;
    switch (stack.type) {
      case "registry":
        return { registry: registryPolicy(stack, props) };
      case "environment":
        return environmentPolicies(stack, this.zone(stack));
      case "elsewhere":
        return {};
    }
  }

  /** The roles of the stack name it by its ARN, so it must be there before they are made. */
  private limitRoles(stack: BoundingStack, props: ApplyPermissionsProps): void {
    const { owner, organization } = props;
    const { policy } = new PermissionsBoundary(this, "boundary", {
      name: stack.boundaryName,
      description: `The most that roles of ${owner} may do`,
      statements: roleLimits(stack, props),
      shorten:
        stack.type === "registry"
          ? "fewer pullThroughCaches in organization.registry"
          : `name parameters and secrets below ${organization}/${owner}/, which need no line of their own, and in permissions and permissionsBoundary one resource with a * for several whose names begin alike`,
    });
    if (stack.type === "environment") noteAcknowledgement(policy, TAKES_AWAY);
  }

  /** The zone of the environment's names, which is there before it. */
  private zone({ hosts, hostedZone, healthChecks }: AppliedEnvironment): ManagedZone | undefined {
    return hostedZone === undefined
      ? undefined
      : {
          hosts,
          zoneId: new DataAwsRoute53Zone(this, "zone", { name: hostedZone, privateZone: false })
            .zoneId,
          healthChecks,
        };
  }
}

/** Why a boundary may have wildcards. */
export const TAKES_AWAY = {
  rule: "no-wildcard-permission",
  reason:
    "a permissions boundary allows nothing by itself; it takes away from what the policies of a role allow",
};

/** The actions that a statement allows. */
export const actionsOf = ({ Effect, Action = [] }: PolicyStatement): readonly string[] =>
  Effect === "Allow" ? [Action].flat() : [];

/** A stack that makes roles in this account. */
type BoundingStack = AppliedEnvironment | AppliedRegistry;

/** The most that roles of the stack may do. */
function roleLimits(stack: BoundingStack, { repositoryArn, ...props }: ApplyPermissionsProps) {
  const shared = { ...props, repositoryArns: [nearest(repositoryArn, stack)] };
  return stack.type === "registry"
    ? registryRoleBoundary({ ...shared, ...stack })
    : roleBoundary({
        ...shared,
        ...stack,
        otherPrefixes: stack.others.map(({ prefix }) => prefix),
      });
}

/** Tasks in several regions pull the copies in theirs. */
const nearest = (repositoryArn: string, { region }: AppliedStack): string =>
  region === "*" ? repositoryArn.replace(/^(arn:aws:ecr):[^:]+/, "$1:*") : repositoryArn;

/** Several, as one would be too long for IAM. */
function environmentPolicies(
  environment: AppliedEnvironment,
  zone: ManagedZone | undefined,
): Record<string, PolicyStatement[]> {
  const tasks = taskStatements(environment, environment.tasks);
  return {
    network: networkStatements(environment),
    services: [
      ...serviceStatements(environment),
      ...(environment.loadTests.task ? loadTestTaskStatements(environment) : []),
    ],
    data: dataStatements(environment),
    "load-balancer": loadBalancerStatements(environment, zone),
    support: [
      ...observabilityStatements(environment),
      ...keyStatements(environment, `alias/${environment.prefix}`),
      ...keepLayerParameters(environment),
    ],
    roles: [
      ...roleStatements({
        ...environment,
        roleArns: environmentRoles(environment),
        // Tasks, deployments and capacity, deployments by CodeDeploy, instances, flow logs, schedules.
        passedTo: [
          "ecs-tasks.amazonaws.com",
          "ecs.amazonaws.com",
          "codedeploy.amazonaws.com",
          "ec2.amazonaws.com",
          "vpc-flow-logs.amazonaws.com",
          ...(environment.tasks.scheduled ? ["scheduler.amazonaws.com"] : []),
        ],
        linkedServices: [
          "autoscaling.amazonaws.com",
          "ecs.amazonaws.com",
          "ecs.application-autoscaling.amazonaws.com",
          "elasticloadbalancing.amazonaws.com",
          "rds.amazonaws.com",
          "spot.amazonaws.com",
          "wafv2.amazonaws.com",
        ],
      }),
      instanceProfileStatement(instanceProfiles(environment)),
    ],
    ...(tasks.length > 0 && { tasks }),
  };
}

function registryPolicy(
  registry: AppliedRegistry,
  { repositoryArn, cachedRepositoryArns }: Omit<SharedResources, "store">,
): PolicyStatement[] {
  return [
    ...registryStatements(registry, {
      repositoryArns: [repositoryArn, ...cachedRepositoryArns],
      policyArns: registry.policyArns,
    }),
    ...keyStatements(registry, `alias/${registry.prefix}`),
    ...roleStatements({
      ...registry,
      roleArns: registry.roleArns,
      passedTo: ["ecr.amazonaws.com"],
      linkedServices: [
        // ECR's creation templates.
        "ecr.amazonaws.com",
        "inspector2.amazonaws.com",
        "pullthroughcache.ecr.amazonaws.com",
        "replication.ecr.amazonaws.com",
      ],
    }),
  ];
}
