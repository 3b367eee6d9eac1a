import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { check } from "../check";
import { checkedProps } from "../checked-props";
import { options } from "../option-rules";
import { policyDocument } from "../policy-document";
import { registryOptions, type Principal } from "./registry-options";
import { allowPrincipals } from "./repository-access";

const roleOptions = options({ trusted: registryOptions.shape.pushRoleTrusts });

export interface ImagePushRoleProps {
  /** Name of the role within the account: at most 64 characters (IAM user guide, "IAM quotas"). */
  readonly name: string;

  /** Who may take on the role: at least one, as otherwise nobody could. */
  readonly trusted: Principal[];

  /** ARN of the policy with what a push needs. */
  readonly policyArn: string;
}

/** The role in which a build pushes its images. */
export class ImagePushRole extends Construct {
  public readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ImagePushRoleProps) {
    super(scope, id);
    const { name, trusted } = checkedProps(this, roleOptions, props);
    check(this, "name", name, name.length <= 64, "at most 64 characters");
    check(this, "trusted", trusted, trusted.length > 0, "at least one principal");

    this.role = new IamRole(this, "role", {
      name,
      description: "Pushes images",
      assumeRolePolicy: policyDocument(
        allowPrincipals(trusted, { Sid: "Assume", Effect: "Allow", Action: "sts:AssumeRole" }),
      ),
    });
    new IamRolePolicyAttachment(this, "push", {
      role: this.role.name,
      policyArn: props.policyArn,
    });
  }
}
