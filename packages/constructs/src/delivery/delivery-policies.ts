import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument, type PolicyStatement } from "../policy-document";

export interface DeliveryPoliciesProps {
  /** What the names of the policies start with. */
  readonly name: string;

  /** Statements of each policy, under a name that stays. */
  readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>;
}

/** Managed policies, for what a role's own would be too short for and several roles share. */
export class DeliveryPolicies extends Construct {
  /** ARNs of the policies by name. */
  public readonly arns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: DeliveryPoliciesProps) {
    super(scope, id);
    this.arns = Object.fromEntries(
      Object.entries(props.policies).map(([key, statements]) => {
        const policy = policyDocument(statements);
        // IAM user guide, "IAM and AWS STS quotas".
        check(
          this,
          key,
          statements.map(({ Sid }) => Sid),
          policy.length <= 6144,
          `at most 6144 characters, and they have ${policy.length}`,
        );
        const { arn } = new IamPolicy(this, key, {
          name: `${props.name}-${key}`,
          description: `Part of what ${props.name} may do`,
          policy,
        });
        return [key, arn];
      }),
    );
  }
}
