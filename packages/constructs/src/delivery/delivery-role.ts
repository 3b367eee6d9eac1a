import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument, type PolicyStatement } from "../policy-document";

export interface DeliveryRoleProps {
  /** Name of the role within the account: at most 64 characters. */
  readonly name: string;
  readonly description: string;

  /** Who takes it on. */
  readonly trust: readonly PolicyStatement[];

  /** What it may do itself, in at most 10,240 characters. */
  readonly statements: readonly PolicyStatement[];

  /** Policies attached to it, at most ten, each under a name that stays. @default - none */
  readonly policyArns?: Readonly<Record<string, string>> | undefined;

  /** The most it can be given. @default - no such limit */
  readonly permissionsBoundaryArn?: string | undefined;

  /** How long a session may be asked for: 3600 to 43200. @default 3600 */
  readonly maxSessionSeconds?: number | undefined;
}

/** A role that plans or applies, for one purpose. */
export class DeliveryRole extends Construct {
  public readonly role: IamRole;

  constructor(scope: Construct, id: string, props: DeliveryRoleProps) {
    super(scope, id);
    const { name, statements, policyArns = {} } = props;
    const policy = policyDocument(statements);
    // IAM user guide, "IAM and AWS STS quotas", for all three.
    check(this, "name", name, name.length <= 64, "at most 64 characters");
    const attached = Object.keys(policyArns);
    check(this, "policyArns", attached, attached.length <= 10, "at most 10");
    check(
      this,
      "statements",
      statements.map(({ Sid }) => Sid),
      policy.length <= 10_240,
      `at most 10240 characters, and they have ${policy.length}`,
    );

    this.role = new IamRole(this, "role", {
      name,
      description: props.description,
      assumeRolePolicy: policyDocument(props.trust),
      maxSessionDuration: props.maxSessionSeconds ?? 3600,
      ...(props.permissionsBoundaryArn !== undefined && {
        permissionsBoundary: props.permissionsBoundaryArn,
      }),
    });
    new IamRolePolicy(this, "policy", { name: "delivery", role: this.role.name, policy });
    for (const [key, policyArn] of Object.entries(policyArns)) {
      new IamRolePolicyAttachment(this, key, { role: this.role.name, policyArn });
    }
  }
}
