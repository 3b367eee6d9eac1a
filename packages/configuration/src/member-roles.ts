import type { Trusted } from "@groundwork/constructs/delivery/options";
import type { Configuration } from "./check";
import { githubWorkflows } from "./delivery-props";
import type { Environment } from "./environment";
import { isTestedByWorkflows } from "./load-tests";
import { deliveryNames } from "./names";
import { MEMBER_USES, ownAccounts, type MemberUse, type OwnAccount } from "./own-account";
import { buildName } from "./pipeline-names";
import { inAccount } from "./place-names";
import { settingsKeepers } from "./settings-keepers";

/** An environment as it is in an account of its own, and the owner of the state of its roles there. */
export interface Member extends OwnAccount {
  readonly environment: Environment;
}

/** The environments in accounts of their own, once for each account. */
export const membersOf = ({ organization, environments }: Configuration): Member[] =>
  environments.flatMap((environment) =>
    ownAccounts(organization, environment).map((account) => ({
      ...account,
      environment: inAccount(environment, account.accountId),
    })),
  );

/** The one whose roles have a state of that owner; undefined for all other owners. */
export const memberOf = (configuration: Configuration, owner: string): Member | undefined =>
  membersOf(configuration).find((member) => member.owner === owner);

/**
 * Who takes on which role of an environment's own account: whoever does the same in the
 * organization's. Plans of pull requests do where they read the state.
 */
export function trustedBy(
  configuration: Configuration,
  { name }: Pick<Environment, "name">,
): Readonly<Record<MemberUse, Trusted | undefined>> {
  const { organization } = configuration;
  const { accountId, delivery } = organization;
  const { roleArn } = deliveryNames(organization);
  const workflows = githubWorkflows(configuration);
  const builds = (build: "plan" | "load" | "apply") =>
    delivery.pipeline
      ? [`arn:aws:iam::${accountId}:role/${buildName(organization, `${build}-${name}`)}`]
      : [];
  const trusted = (roleArns: readonly string[]) =>
    roleArns.length === 0 ? undefined : { accountId, roleArns };
  const keepers = settingsKeepers(organization);
  return {
    plan: trusted([
      ...(workflows ? [roleArn("plan-main")] : []),
      ...(workflows?.pullRequestsRead.includes(name) ? [roleArn("plan-pr")] : []),
      ...builds("plan"),
    ]),
    drift: trusted(workflows ? [roleArn("drift")] : []),
    // Jobs of GitHub test in the role that applies.
    test: trusted(isTestedByWorkflows(configuration.environments, name) ? builds("load") : []),
    apply: trusted([...(workflows ? [roleArn(`apply-${name}`)] : []), ...builds("apply")]),
    people:
      keepers.people.length > 0
        ? { accountId, roleArns: [keepers.breakGlassRoleArn, ...keepers.people] }
        : { accountId, not: keepers.automation },
  };
}

/**
 * What somebody of the organization's account does in an environment's own, by the role that trusts
 * them there.
 *
 * @param roleArn of whoever asks; undefined where that is no role
 */
export function memberUse(
  configuration: Configuration,
  environment: Pick<Environment, "name">,
  roleArn: string | undefined,
): MemberUse {
  const { people: _, ...workflows } = trustedBy(configuration, environment);
  const found = MEMBER_USES.find(
    (use) =>
      use !== "people" && roleArn !== undefined && workflows[use]?.roleArns?.includes(roleArn),
  );
  return found ?? "people";
}
