import type { Layer } from "@groundwork/constructs/layers/options";
import type { GroundworkStackProps, Imports } from "@groundwork/constructs/stack/options";
import type { S3StateBackend, StateBackend } from "@groundwork/constructs/state/options";
import type { Environment } from "./environment";
import {
  deliveryNames,
  isDelivered,
  stackId,
  stateKey,
  stateLocation,
  type SHARED_STATES,
  type StateLocation,
} from "./names";
import { stackIdOf, stacksIn, stateKeyOf } from "./place-names";
import type { Organization } from "./organization-schema";
import { environmentBoundaryArn, hasOwnAccount, memberRoleArn } from "./own-account";

/** What every stack is made from. */
export interface StackConfiguration {
  readonly organization: Organization;
  /** Address of an emulator that stands in for AWS. @default none: AWS itself */
  readonly emulatorEndpoint?: string | undefined;
}

/** Whose a stack is: an environment's, or what all of them share. */
type StackOwner = Environment | (typeof SHARED_STATES)[number];

/**
 * What GroundworkStack is told of an owner: its account, tags, state and limits.
 *
 * @param layer of an environment that has a stack for each
 */
export function stackProps(
  { organization, emulatorEndpoint }: StackConfiguration,
  owner: StackOwner,
  layer?: Layer,
): GroundworkStackProps {
  const environment = typeof owner === "string" ? undefined : owner;
  const name = environment?.name ?? (owner as string);
  const { accountId, region, awsProviderVersion } = environment ?? organization;
  const isMember = environment !== undefined && hasOwnAccount(organization, environment);
  const isBound = isDelivered(organization) && (environment !== undefined || owner === "registry");
  return {
    stackId: stackIdOf(environment ?? { name }, layer),
    accountId,
    region,
    awsProviderVersion,
    tags: stackTags(organization, name, environment?.tags),
    ignoreTags: owner === "bootstrap" ? tagsOfOthers(organization) : [],
    // Of bootstrap-stack it is written before it has made the key.
    backend: stateBackend(organization, owner !== "bootstrap"),
    stateKey: stateKeyOf(environment ?? { name }, layer),
    placeSuffix: environment?.place?.suffix,
    // Workflows apply these, and may make no role that could do more than they.
    roleBoundaryArn: isMember
      ? environmentBoundaryArn(organization, environment)
      : isBound
        ? deliveryNames(organization).boundaryArn(name)
        : undefined,
    imports: importsOf(organization, owner),
    // A person's, where Terraform is run by hand.
    ...(isMember && { providerRole: { arn: memberRoleArn(organization, environment, "people") } }),
    emulatorEndpoint,
  };
}

/** What the stacks of an owner take over; undefined where that is nothing. */
function importsOf({ imports }: Organization, owner: StackOwner): Imports | undefined {
  const shared = { bootstrap: {}, ...imports };
  const ids = typeof owner === "string" ? shared[owner] : owner.imports;
  if (Object.keys(ids).length === 0) return undefined;
  if (typeof owner === "string") return { ids, stackIds: [stackId(owner)] };
  return { ids, stackIds: stacksIn(owner).map(({ id }) => id) };
}

/**
 * The same of the stack with the roles in an account that an environment is in.
 *
 * @param name of the owner of its state
 */
export function accountStackProps(
  { organization, emulatorEndpoint }: StackConfiguration,
  environment: Environment,
  name: string,
): GroundworkStackProps {
  const { accountId, region, awsProviderVersion } = environment;
  return {
    stackId: stackId(name),
    accountId,
    region,
    awsProviderVersion,
    tags: stackTags(organization, name, environment.tags),
    ignoreTags: [],
    backend: stateBackend(organization, true),
    stateKey: stateKey(name),
    // None at first, as none is there: it is made with credentials of the account.
    providerRole: {},
    emulatorEndpoint,
  };
}

type StackTags = Readonly<Record<"Organization" | "Environment", string>> &
  Readonly<Record<string, string>>;

/** Tags of all that a stack makes; an environment's own come last. */
export const stackTags = (
  { name, owner }: Organization,
  stack: string,
  own: Readonly<Record<string, string>> = {},
): StackTags => ({
  Organization: name,
  Environment: stack,
  Owner: owner,
  ManagedBy: "groundwork",
  ...own,
});

/** Keys of tags on bucket and table that are not ours. */
const tagsOfOthers = ({ backend }: Organization): string[] =>
  backend.type === "s3" ? backend.ignoreTags : [];

/** The organization's backend in the terms of the constructs. */
function stateBackend(organization: Organization, keyed: boolean): StateBackend {
  const { backend, name } = organization;
  if (backend.type === "s3") return s3Backend(stateLocation(organization)!, keyed);
  return backend.type === "cloud" ? { ...backend, workspacePrefix: name } : backend;
}

/** The S3 backend; `keyed` states are encrypted with the state key, the others with SSE-S3. */
export function s3Backend(location: StateLocation, keyed = true): S3StateBackend {
  const { bucket, lockTable, lock, region, accountId, kmsAliasArn } = location;
  return {
    type: "s3",
    bucket,
    lockTable,
    lock,
    region,
    accountId,
    ...(keyed && { kmsKeyArn: kmsAliasArn }),
  };
}
