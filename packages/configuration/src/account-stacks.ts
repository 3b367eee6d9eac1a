import type { AccountStackProps, Trusted } from "@groundwork/constructs/delivery/options";
import { githubWorkflows, sharedResources } from "./delivery-props";
import { memberStack } from "./delivery-owners";
import type { Configuration } from "./check";
import type { Environment } from "./environment";
import { buildName, deliveryNames } from "./names";
import { accountOwner, hasOwnAccount, memberRoleName, type MemberUse } from "./own-account";
import { settingsKeepers } from "./settings-keepers";
import { accountStackProps, type StackConfiguration } from "./stack-props";

export type AccountStacksProps = StackConfiguration & Configuration;

/**
 * What the stacks with the roles of environments in accounts of their own are made from.
 *
 * @param wanted owners of the stacks that were asked for
 */
export const accountStacks = (
  props: AccountStacksProps,
  wanted: ReadonlySet<string>,
): AccountStackProps[] =>
  props.environments
    .filter((environment) => hasOwnAccount(props.organization, environment))
    .filter(({ name }) => wanted.has(accountOwner(name)))
    .map((environment) => accountStackOf(props, environment));

function accountStackOf(props: AccountStacksProps, environment: Environment): AccountStackProps {
  const { organization } = props;
  const { name } = environment;
  const { planBucket, boundaryName } = deliveryNames(organization);
  const roleName = (use: MemberUse) => memberRoleName(organization, name, use);
  return {
    ...accountStackProps(props, environment),
    ...sharedResources(organization),
    owner: name,
    stack: memberStack(props, environment),
    planBucket,
    roleNames: {
      plan: roleName("plan"),
      drift: roleName("drift"),
      apply: roleName("apply"),
      people: roleName("people"),
    },
    // No environment's: `people` stands where the boundary of its roles has its name.
    peopleBoundaryName: boundaryName(`delivery-people-${name}`),
    trusted: trustedBy(props, environment),
  };
}

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
  const builds = (build: "plan" | "apply") =>
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
    apply: trusted([...(workflows ? [roleArn(`apply-${name}`)] : []), ...builds("apply")]),
    people:
      keepers.people.length > 0
        ? { accountId, roleArns: [keepers.breakGlassRoleArn, ...keepers.people] }
        : { accountId, not: keepers.automation },
  };
}
