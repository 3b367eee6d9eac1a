import type { Organization } from "./organization-schema";

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
export const SHARED_STATES = ["bootstrap", "registry"] as const;

/** The image repository of a service, the same for every environment. */
export const repositoryName = (organization: Organization, service: string): string =>
  `${organization.name}/${service}`;

/** Answers on port 80 until a service's first image has been pushed. */
const PLACEHOLDER_IMAGE = "public.ecr.aws/nginx/nginx:1.27-alpine";

/** What a service runs, and the repository it may pull that from: none for the public placeholder. */
export function serviceImage(
  organization: Organization,
  { name, imageTag }: { readonly name: string; readonly imageTag?: string | undefined },
): { readonly image: string; readonly repositoryArn?: string } {
  if (imageTag === undefined) return { image: PLACEHOLDER_IMAGE };
  const { accountId, region } = organization;
  const repository = repositoryName(organization, name);
  return {
    image: `${accountId}.dkr.ecr.${region}.amazonaws.com/${repository}:${imageTag}`,
    repositoryArn: `arn:aws:ecr:${region}:${accountId}:repository/${repository}`,
  };
}

/** What the physical names of an environment start with; also its load balancer's name. */
export const environmentPrefix = (organization: Organization, environment: string): string =>
  `${organization.name}-${environment}`;

/** Everything that must be known to reach the state in S3. */
export interface StateLocation {
  readonly bucket: string;
  readonly logBucket: string;
  readonly lockTable: string;
  readonly lock: "both" | "dynamodb" | "s3";
  readonly kmsAlias: string;
  readonly kmsAliasArn: string;
  readonly region: string;
  readonly accountId: string;
}

/** The S3 state backend's parts by name, or undefined where the organization uses another backend. */
export function stateLocation(organization: Organization): StateLocation | undefined {
  const { name, accountId, region, backend } = organization;
  if (backend.type !== "s3") return undefined;
  // Account and region make the default name unique, as bucket names are shared by all of AWS.
  const kmsAlias = `alias/${name}-terraform-state`;
  const bucket = backend.bucket ?? `${name}-${accountId}-${region}-tfstate`;
  return {
    bucket,
    logBucket: `${bucket}-logs`,
    lockTable: backend.lockTable ?? `${name}-terraform-locks`,
    lock: backend.lock,
    kmsAlias,
    kmsAliasArn: `arn:aws:kms:${region}:${accountId}:${kmsAlias}`,
    region,
    accountId,
  };
}

/** Grows with every change to the bootstrap stack that an older checkout must not undo. */
export const LAYOUT_VERSION = 1;

/** The SSM parameter that says which layout of the bootstrap stack is in place. */
export const layoutParameterName = (organization: Organization): string =>
  `/${organization.name}/bootstrap/version`;
