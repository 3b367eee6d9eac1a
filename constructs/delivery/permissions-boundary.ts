import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument } from "../policy-document";
import { boundaryStatements, type BoundaryProps } from "./permissions/boundary";

/**
 * The most that whoever applies one environment can do, and every role that it makes: else it
 * could make a role that does what it may not, and run a task with it. A boundary gives nothing.
 */
export class PermissionsBoundary extends Construct {
  public readonly policy: IamPolicy;

  constructor(scope: Construct, id: string, props: BoundaryProps) {
    super(scope, id);
    const policy = policyDocument(boundaryStatements(props));
    // IAM user guide, "IAM and AWS STS quotas".
    check(
      this,
      "others",
      props.others.map(({ prefix }) => prefix),
      policy.length <= 6144,
      `fewer environments or hosts in one account: the boundary has ${policy.length} characters, and IAM takes 6144`,
    );
    this.policy = new IamPolicy(this, "policy", {
      name: props.name,
      description: `The most that applies of ${props.owner}, and roles made by them, may do`,
      policy,
    });
  }
}
