import type { Construct } from "constructs";
import { GroundworkStack } from "../stack";
import type { GroundworkStackProps } from "../stack/options";
import { MemberAccess, type MemberAccessProps } from "./member-access";

export interface AccountStackProps extends GroundworkStackProps, MemberAccessProps {}

/**
 * What an environment's own account has before the environment: the roles in which it is planned,
 * applied and looked at. Applied by people of that account alone, by `groundwork enroll`: whoever
 * could change this from the organization's account could give itself everything.
 */
export class AccountStack extends GroundworkStack {
  constructor(scope: Construct, props: AccountStackProps) {
    super(scope, props);
    new MemberAccess(this, "access", props);
  }
}
