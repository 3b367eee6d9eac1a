import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Construct } from "constructs";
import {
  applyBoundary,
  DeliveryPolicies,
  instanceProfileStatement,
  keyStatements,
  loadBalancerStatements,
  type ManagedEnvironment,
  type ManagedZone,
  networkStatements,
  observabilityStatements,
  PermissionsBoundary,
  registryStatements,
  roleStatements,
  serviceStatements,
} from "@groundwork/constructs/delivery";
import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import {
  deliveryNames,
  type Organization,
  repositoryArn,
  repositoryName,
  SHARED_STATES,
  stateLocation,
} from "@groundwork/configuration";
import { cachePrefix } from "@groundwork/constructs/registry";
import { acknowledge } from "@groundwork/policies/acknowledge";
import { hostsOfOwner, managed, others, type DeliveryConfiguration } from "./delivery-owners";
import { roleLimits } from "./role-limits";

export interface ApplyPermissionsProps extends DeliveryConfiguration {
  /** Buckets besides those of states and plans whose settings no apply changes. */
  readonly sharedBuckets: readonly string[];

  /** Actions of who applies besides those of its stack: to read settings, plans and states. */
  readonly actions: readonly string[];
}

/**
 * What it takes to apply the stack of one owner of state, the most that it may take, and the most
 * that roles of the stack may do.
 */
export class ApplyPermissions extends Construct {
  /** By names that stay. */
  public readonly policyArns: Readonly<Record<string, string>>;

  /** Of the boundary of who applies, so that a role with it comes after it, and goes before it. */
  public readonly boundaryArn: string;

  constructor(scope: Construct, id: string, props: ApplyPermissionsProps, owner: string) {
    super(scope, id);
    const { organization, sharedBuckets } = props;
    const names = deliveryNames(organization);
    const environment = managed(props, owner);
    const isRegistry = owner === "registry";
    const identities = isRegistry ? registryIdentities(organization) : identitiesOf(environment);
    const policies = isRegistry
      ? { registry: registryPolicy(organization, environment, identities) }
      : environmentPolicies(environment, identities, this.zone(props, owner));

    // The roles of the stack name it by its ARN, so it must be there before they are made.
    const { policy: roleBoundary } = new PermissionsBoundary(this, "boundary", {
      name: names.boundaryName(owner),
      description: `The most that roles of ${owner} may do`,
      statements: roleLimits({ ...props, planBucket: names.planBucket }, owner),
      shorten: isRegistry
        ? "fewer pullThroughCaches in organization.registry"
        : `name parameters and secrets below ${organization.name}/${owner}/, which need no line of their own, and in permissions and permissionsBoundary one resource with a * for several whose names begin alike`,
    });
    if (props.environments.some(({ name, instances }) => name === owner && instances)) {
      acknowledge(roleBoundary, "no-wildcard-permission", BOUNDARY);
    }
    const { policy } = new PermissionsBoundary(this, "apply-boundary", {
      name: names.applyBoundaryName(owner),
      description: `The most that applies of ${owner} may do`,
      statements: applyBoundary({
        ...environment,
        owner,
        sharedTags: SHARED_STATES.filter((shared) => shared !== owner),
        iamArns: Object.values(identities).flat(),
        hosts: hostsOfOwner(props, owner),
        others: others(props, owner),
        state: stateLocation(organization),
        planBucket: names.planBucket,
        sharedBuckets,
        actions: [...props.actions, ...Object.values(policies).flat().flatMap(actionsOf)],
      }),
      shorten: `fewer environments whose names begin with ${owner}-, or whose hosts lie below those of ${owner}`,
    });
    acknowledge(policy, "no-wildcard-permission", BOUNDARY);
    this.boundaryArn = policy.arn;
    this.policyArns = new DeliveryPolicies(this, "policies", {
      name: names.roleName(`apply-${owner}`),
      policies,
    }).arns;
  }

  /** The zone of the environment's names, which is there before it. */
  private zone(props: ApplyPermissionsProps, owner: string): ManagedZone | undefined {
    const domain = props.environments.find(({ name }) => name === owner)?.loadBalancer.domain;
    return (
      domain && {
        hosts: hostsOfOwner(props, owner),
        zoneId: new DataAwsRoute53Zone(this, "zone", {
          name: domain.hostedZone,
          privateZone: false,
        }).zoneId,
      }
    );
  }
}

const BOUNDARY =
  "a permissions boundary allows nothing by itself; it takes away from what the policies of a role allow";

/** The actions that a statement allows. */
export const actionsOf = ({ Effect, Action = [] }: PolicyStatement): readonly string[] =>
  Effect === "Allow" ? [Action].flat() : [];

/** ARNs of roles and of what goes with them, with `*` as a wildcard. */
interface Identities {
  readonly roles: readonly string[];
  readonly profiles?: readonly string[];
  readonly policies?: readonly string[];
}

const identitiesOf = ({ accountId, prefix }: ManagedEnvironment): Identities => ({
  roles: [`arn:aws:iam::${accountId}:role/${prefix}-*`],
  profiles: [`arn:aws:iam::${accountId}:instance-profile/${prefix}-*`],
});

function registryIdentities({ accountId, name }: Organization): Identities {
  const arn = (type: string, of: string) => `arn:aws:iam::${accountId}:${type}/${name}-image-${of}`;
  return {
    roles: [arn("role", "caches"), arn("role", "push")],
    policies: [arn("policy", "pull"), arn("policy", "push")],
  };
}

/** Several, as one would be too long for IAM. */
function environmentPolicies(
  environment: ManagedEnvironment,
  { roles, profiles = [] }: Identities,
  zone: ManagedZone | undefined,
): Record<string, PolicyStatement[]> {
  return {
    network: networkStatements(environment),
    services: serviceStatements(environment),
    "load-balancer": loadBalancerStatements(environment, zone),
    support: [
      ...observabilityStatements(environment),
      ...keyStatements(environment, `alias/${environment.prefix}`),
    ],
    roles: [
      ...roleStatements({
        ...environment,
        roleArns: roles,
        // Tasks, deployments and capacity, deployments by CodeDeploy, instances, flow logs.
        passedTo: [
          "ecs-tasks.amazonaws.com",
          "ecs.amazonaws.com",
          "codedeploy.amazonaws.com",
          "ec2.amazonaws.com",
          "vpc-flow-logs.amazonaws.com",
        ],
        linkedServices: [
          "autoscaling.amazonaws.com",
          "ecs.amazonaws.com",
          "ecs.application-autoscaling.amazonaws.com",
          "elasticloadbalancing.amazonaws.com",
          "spot.amazonaws.com",
          "wafv2.amazonaws.com",
        ],
      }),
      instanceProfileStatement(profiles),
    ],
  };
}

function registryPolicy(
  organization: Organization,
  registry: ManagedEnvironment,
  { roles, policies = [] }: Identities,
): PolicyStatement[] {
  const repositories = [
    repositoryName(organization, "*"),
    ...organization.registry.pullThroughCaches.map((cache) => `${cachePrefix(cache)}/*`),
  ];
  return [
    ...registryStatements(registry, {
      repositoryArns: repositories.map((repository) => repositoryArn(organization, repository)),
      policyArns: policies,
    }),
    ...keyStatements(registry, `alias/${registry.prefix}`),
    ...roleStatements({
      ...registry,
      roleArns: roles,
      passedTo: ["ecr.amazonaws.com"],
      linkedServices: [
        // Of creation templates.
        "ecr.amazonaws.com",
        "inspector2.amazonaws.com",
        "pullthroughcache.ecr.amazonaws.com",
        "replication.ecr.amazonaws.com",
      ],
    }),
  ];
}
