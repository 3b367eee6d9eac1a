import type { S3StateBackend } from "@groundwork/constructs/state/options";
import type { Organization } from "./organization-schema";
import { ownAccounts, type Placed } from "./own-account";

/**
 * Names that two places must agree on, each computed here and nowhere else: a stack that needs
 * something of another stack asks for its name, never for the other stack's object.
 */

/** `dev` -> `dev-stack`: what `cdktf deploy` takes. */
export const stackId = (owner: string): string => `${owner}-stack`;

/** `dev-stack` -> `dev`. */
export const ownerOf = (stack: string): string => stack.replace(/-stack$/, "");

/** Where a stack's state lies: `dev` -> `dev/terraform.tfstate`. */
export const stateKey = (owner: string): string => `${owner}/terraform.tfstate`;

/** Owners of state that are not environments, so no environment may take these names. */
export const SHARED_STATES = ["bootstrap", "registry", "delivery"] as const;

/**
 * Owners of all states: what environments share, then each of these.
 *
 * @param organization by which it is known which have an account of their own, with a state of its
 *   roles. @default none has
 */
export const stateOwners = (
  environments: readonly Placed[],
  organization?: Organization,
): string[] => [
  ...SHARED_STATES,
  ...environments.flatMap((environment) => [
    ...(organization ? ownAccounts(organization, environment).map(({ owner }) => owner) : []),
    environment.name,
  ]),
];

/** The image repository of a service, the same for every environment. */
export const repositoryName = (organization: Organization, service: string): string =>
  `${organization.name}/${service}`;

/** Address of that repository, without a tag. */
export const serviceRepository = (organization: Organization, service: string): string =>
  `${registryHost(organization)}/${repositoryName(organization, service)}`;

const registryHost = ({ accountId, region }: Organization): string =>
  `${accountId}.dkr.ecr.${region}.amazonaws.com`;

/** An image in a service's repository: by digest where there is one, as a tag may be gone by then. */
export function serviceImage(
  organization: Organization,
  service: string,
  image: { readonly tag?: string | undefined; readonly digest?: string | undefined },
): string {
  const reference = image.digest === undefined ? `:${image.tag}` : `@${image.digest}`;
  return `${serviceRepository(organization, service)}${reference}`;
}

/**
 * The repository of the organization's registry that an image lies in, also where that is a copy in
 * the region of a place; undefined for others.
 */
export function repositoryOf(organization: Organization, image: string): string | undefined {
  const { region, registry } = organization;
  const regions = [region, ...registry.replication.map((copy) => copy.region)];
  const hosts = regions.map((one) => `${registryHost({ ...organization, region: one })}/`);
  const host = hosts.find((one) => image.startsWith(one));
  return host === undefined ? undefined : image.slice(host.length).replace(/[:@].*$/, "");
}

export const repositoryArn = ({ accountId, region }: Organization, repository: string): string =>
  `arn:aws:ecr:${region}:${accountId}:repository/${repository}`;

/** Of the registry's roles and policies: who pushes images or pulls them, and what fills caches. */
export const imageNames = ({ name }: Organization) => ({
  push: `${name}-image-push`,
  pull: `${name}-image-pull`,
  caches: `${name}-image-caches`,
});

/** What the physical names of an environment start with; also its load balancer's name. */
export const environmentPrefix = (organization: Organization, environment: string): string =>
  `${organization.name}-${environment}`;

/** Everything that must be known to reach the state in S3. */
export interface StateLocation {
  readonly bucket: string;
  readonly logBucket: string;
  readonly lockTable: string;
  readonly lock: S3StateBackend["lock"];
  readonly kmsAlias: string;
  readonly kmsAliasArn: string;
  readonly region: string;
  readonly accountId: string;
  /** Region in which copies of the states are kept; undefined where none are. */
  readonly copiedTo?: string | undefined;
}

/** Name of a bucket that is given none: account and region make it unique in all of AWS. */
export const defaultStateBucket = (name: string, accountId: string, region: string): string =>
  `${name}-${accountId}-${region}-tfstate`;

/** Where states are read and written; undefined where the organization uses another backend. */
export function stateLocation(organization: Organization): StateLocation | undefined {
  const { backend } = organization;
  return backend.type === "s3" && backend.failover
    ? stateReplica(organization)
    : stateHome(organization);
}

/** The S3 state backend's parts by name in the organization's region. */
export function stateHome(organization: Organization): StateLocation | undefined {
  const { backend, region } = organization;
  if (backend.type !== "s3") return undefined;
  return stateParts(organization, {
    region,
    bucket: backend.bucket,
    copiedTo: backend.replicaRegion,
  });
}

/** Those in the second region; undefined where there is none. */
export function stateReplica(organization: Organization): StateLocation | undefined {
  const { backend, region } = organization;
  if (backend.type !== "s3" || backend.replicaRegion === undefined) return undefined;
  return stateParts(organization, { region: backend.replicaRegion, copiedTo: region });
}

interface Region extends Pick<StateLocation, "region" | "copiedTo"> {
  readonly bucket?: string | undefined;
}

function stateParts(
  { name, accountId, backend }: Organization,
  { region, copiedTo, bucket = defaultStateBucket(name, accountId, region) }: Region,
): StateLocation | undefined {
  if (backend.type !== "s3") return undefined;
  const kmsAlias = `alias/${name}-terraform-state`;
  return {
    bucket,
    logBucket: `${bucket}-logs`,
    lockTable: backend.lockTable ?? `${name}-terraform-locks`,
    lock: backend.lock,
    kmsAlias,
    kmsAliasArn: `arn:aws:kms:${region}:${accountId}:${kmsAlias}`,
    region,
    accountId,
    copiedTo,
  };
}

/** Grows with every change to the bootstrap stack that an older checkout must not undo. */
export const LAYOUT_VERSION = 3;

/** What the names of the parameters start with by which the layers of an environment know each other. */
export const layerPath = (organization: Organization, environment: string): string =>
  `/${organization.name}/${environment}/layers`;

/** The SSM parameter that says which layout of the bootstrap stack is in place. */
export const layoutParameterName = (organization: Organization): string =>
  `/${organization.name}/bootstrap/version`;

/** ARN of the policy that lets its bearer read, write and lock a state; bootstrap-stack makes it. */
export const statePolicyArn = (organization: Organization, owner: string): string =>
  `arn:aws:iam::${organization.accountId}:policy/${environmentPrefix(organization, owner)}-state`;

/**
 * First words of environments' names that would lead into names of the shared stacks: what may
 * apply the environment `plan` could reach `<organization>-plan-main`.
 */
export const RESERVED_WORDS = [
  "apply",
  "boundary",
  "delivery",
  "drift",
  "image",
  "plan",
  "plans",
  "pipeline",
  "registry",
  "terraform",
] as const;

/** Names of what plans and applies, and of where plans lie: bucket and topics in the organization's region. */
export interface DeliveryNames {
  readonly planBucket: string;
  /** Who read which plan. */
  readonly planLogBucket: string;
  /** Key of the plans. */
  readonly kmsAlias: string;
  readonly kmsAliasArn: string;
  /** Key of the topics. */
  readonly topicKmsAlias: string;
  /** Artifacts of CodePipeline. */
  readonly pipelineBucket: string;
  /** Where people are told about an environment. */
  readonly topicName: (environment: string) => string;
  readonly topicArn: (environment: string) => string;
  /** What the names of the SSM parameters of an owner start with: `/<organization>/delivery/dev`. */
  readonly parameterPath: (owner: string) => string;
  readonly roleName: (role: DeliveryRoleName) => string;
  readonly roleArn: (role: DeliveryRoleName) => string;
  /** The most that the roles of an owner's stack can be given. */
  readonly boundaryName: (owner: string) => string;
  readonly boundaryArn: (owner: string) => string;
  /** The most that the role that applies an owner's stack can be given. */
  readonly applyBoundaryName: (owner: string) => string;
}

/** Roles of workflows of GitHub that are there whatever the environments are. */
export const SHARED_ROLES = ["plan-pr", "plan-main", "drift", "image-push-ci"] as const;

export type DeliveryRoleName = (typeof SHARED_ROLES)[number] | `apply-${string}`;

export function deliveryNames({ name, accountId, region }: Organization): DeliveryNames {
  const kmsAlias = `alias/${name}-plans`;
  const planBucket = `${name}-${accountId}-${region}-plans`;
  const topicName = (environment: string) => `${name}-${environment}-delivery`;
  const roleName = (role: DeliveryRoleName) => `${name}-${role}`;
  const boundaryName = (owner: string) => `${name}-boundary-${owner}`;
  // No environment's: `apply` is a reserved word.
  const applyBoundaryName = (owner: string) => boundaryName(`apply-${owner}`);
  return {
    planBucket,
    planLogBucket: `${planBucket}-logs`,
    kmsAlias,
    kmsAliasArn: `arn:aws:kms:${region}:${accountId}:${kmsAlias}`,
    topicKmsAlias: `alias/${name}-delivery`,
    pipelineBucket: `${name}-${accountId}-${region}-pipeline`,
    topicName,
    topicArn: (environment) => `arn:aws:sns:${region}:${accountId}:${topicName(environment)}`,
    parameterPath: (owner) => `/${name}/delivery/${owner}`,
    roleName,
    roleArn: (role) => `arn:aws:iam::${accountId}:role/${roleName(role)}`,
    boundaryName,
    boundaryArn: (owner) => `arn:aws:iam::${accountId}:policy/${boundaryName(owner)}`,
    applyBoundaryName,
  };
}

/** Whether workflows or a pipeline apply, so that there are roles and boundaries for them. */
export const isDelivered = ({ delivery }: Organization): boolean =>
  delivery.github !== undefined || delivery.pipeline !== undefined;
