import type { AccountStackProps } from "@groundwork/constructs/delivery/options";
import { sharedResources } from "./delivery-props";
import { memberStack } from "./delivery-owners";
import type { Configuration } from "./check";
import { deliveryNames } from "./names";
import { memberRoleName, type MemberUse } from "./own-account";
import { membersOf, trustedBy, type Member } from "./member-roles";
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
  membersOf(props)
    .filter(({ owner }) => wanted.has(owner))
    .map((member) => accountStackOf(props, member));

function accountStackOf(
  props: AccountStacksProps,
  { environment, owner }: Member,
): AccountStackProps {
  const { organization } = props;
  const { name } = environment;
  const { planBucket, boundaryName } = deliveryNames(organization);
  const roleName = (use: MemberUse) => memberRoleName(organization, name, use);
  return {
    ...accountStackProps(props, environment, owner),
    ...sharedResources(organization),
    owner: name,
    stack: memberStack(props, environment, owner),
    planBucket,
    roleNames: {
      plan: roleName("plan"),
      drift: roleName("drift"),
      test: roleName("test"),
      apply: roleName("apply"),
      people: roleName("people"),
    },
    // No environment's: `people` stands where the boundary of its roles has its name.
    peopleBoundaryName: boundaryName(`delivery-people-${name}`),
    trusted: trustedBy(props, environment),
  };
}
