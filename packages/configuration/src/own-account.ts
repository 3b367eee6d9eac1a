import type { Organization } from "./organization-schema";

/** An environment as far as it says where it lives. */
export interface Placed {
  readonly name: string;
  readonly accountId?: string | undefined;
  /** The same in its places. */
  readonly elsewhere?: readonly Pick<Placed, "accountId">[] | undefined;
}

/**
 * Whether an environment lives in another account than the organization, whose bucket has its state
 * all the same. Where states lie elsewhere than in S3, credentials of its account are all it takes.
 */
export const hasOwnAccount = (
  { backend, accountId }: Pick<Organization, "backend" | "accountId">,
  environment: Pick<Placed, "accountId">,
): boolean =>
  backend.type === "s3" &&
  environment.accountId !== undefined &&
  environment.accountId !== accountId;

/** Whether the registry's events reach an environment: those of its account in its region. */
export const isBesideRegistry = (
  organization: Pick<Organization, "accountId" | "region">,
  { accountId, region }: Readonly<Record<"accountId" | "region", string>>,
): boolean => accountId === organization.accountId && region === organization.region;

/** An account besides the organization's in which an environment is. */
export interface OwnAccount {
  readonly accountId: string;
  /** Owner of the state with its roles there: `dev-account`, or `dev-account-333333333333` of a place. */
  readonly owner: string;
}

/** The accounts besides the organization's in which an environment is, its own first. */
export function ownAccounts(
  organization: Pick<Organization, "backend" | "accountId">,
  environment: Placed,
): OwnAccount[] {
  const { name, accountId: own, elsewhere = [] } = environment;
  const accounts = [environment, ...elsewhere]
    .filter((place) => hasOwnAccount(organization, place))
    .map(({ accountId }) => accountId!);
  return [...new Set(accounts)].map((accountId) => ({
    accountId,
    owner: accountId === own ? `${name}-account` : `${name}-account-${accountId}`,
  }));
}

/** The environment that an owner of state is about: `dev`, or `dev-account`; undefined for others. */
export const environmentOf = <Environment extends Placed>(
  environments: readonly Environment[],
  owner: string,
): Environment | undefined =>
  environments.find(({ name }) => name === owner) ??
  environments.find(({ name }) => name === owner.replace(/-account(-\d{12})?$/, ""));

/** What is done in an environment's own account, each in a role of its own. */
export const MEMBER_USES = ["plan", "drift", "test", "apply", "people"] as const;

export type MemberUse = (typeof MEMBER_USES)[number];

/** No environment's: `delivery` is a reserved word. */
export const memberRoleName = (
  { name }: Pick<Organization, "name">,
  environment: string,
  use: MemberUse,
): string => `${name}-delivery-${use}-${environment}`;

export const memberRoleArn = (
  organization: Pick<Organization, "name">,
  { name, accountId }: Placed,
  use: MemberUse,
): string => `arn:aws:iam::${accountId}:role/${memberRoleName(organization, name, use)}`;

/** ARN of the most that roles of an environment can be given, in the account of the environment. */
export const environmentBoundaryArn = (
  { name }: Pick<Organization, "name">,
  environment: Placed,
): string => `arn:aws:iam::${environment.accountId}:policy/${name}-boundary-${environment.name}`;
