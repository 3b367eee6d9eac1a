import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { policyDocument } from "../../policy-document";

export interface InstanceRoleProps {
  /** Name of the role and the instance profile: up to 64 characters (IAM user guide, "IAM quotas"). */
  readonly name: string;
}

/** What the agents on a cluster's instances may do. Tasks have roles of their own. */
export class InstanceRole extends Construct {
  public readonly role: IamRole;
  public readonly profile: IamInstanceProfile;

  /** What instances must wait for, or the agents on them start without permissions. */
  public readonly policies: IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { name } = props;
    this.role = new IamRole(this, "role", {
      name,
      description: `What the agents on ${name} may do`,
      assumeRolePolicy: policyDocument([
        {
          Sid: "Instances",
          Effect: "Allow",
          Principal: { Service: "ec2.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    this.policies = [
      // The ECS agent joins the cluster, reports on tasks, pulls public images and writes logs.
      this.attach("ecs", "service-role/AmazonEC2ContainerServiceforEC2Role"),
      // Sessions through Systems Manager, instead of SSH keys and an open port.
      this.attach("systems-manager", "AmazonSSMManagedInstanceCore"),
    ];
    this.profile = new IamInstanceProfile(this, "profile", { name, role: this.role.name });
  }

  private attach(id: string, policy: string): IamRolePolicyAttachment {
    return new IamRolePolicyAttachment(this, id, {
      role: this.role.name,
      policyArn: `arn:aws:iam::aws:policy/${policy}`,
    });
  }
}
