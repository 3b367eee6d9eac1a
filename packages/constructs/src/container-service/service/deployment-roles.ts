import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { policyDocument } from "../../policy-document";

/**
 * ECS itself, not its tasks. AWS gives the statement without a condition and names no key that ECS
 * sends (ECS developer guide, "Amazon ECS infrastructure IAM role for load balancers" and
 * "Permissions required for Lambda functions"); one that it does not send would fail every
 * deployment. Nobody outside the account can have ECS take the role on: it can only be passed
 * within it (IAM user guide, "Grant a user permissions to pass a role to an AWS service").
 */
const trustEcs = policyDocument([
  {
    Sid: "Ecs",
    Effect: "Allow",
    Principal: { Service: "ecs.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
]);

/**
 * Terraform destroys what the configuration no longer has before it changes what used it, unless it
 * was made so. The deployment that the change begins still moves requests, and calls the hooks.
 */
const goesAfterTheService = { createBeforeDestroy: true };

export interface TrafficShiftRoleProps {
  /** Name of the service with its prefix, at most 54 characters, as in its task's roles. */
  readonly fullName: string;
}

/** With which ECS moves requests between the target groups of a service. */
export class TrafficShiftRole extends Construct {
  public readonly role: IamRole;

  /** What a service must depend on: without it ECS can neither shift traffic nor clean up. */
  public readonly policy: IamRolePolicyAttachment;

  constructor(scope: Construct, id: string, { fullName }: TrafficShiftRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: `${fullName}-shift`,
      description: `Lets ECS move requests between the target groups of ${fullName}`,
      assumeRolePolicy: trustEcs,
      lifecycle: goesAfterTheService,
    });
    this.policy = new IamRolePolicyAttachment(this, "policy", {
      role: this.role.name,
      // AWS's own, which it keeps in step with what ECS does: weights of listener rules, targets.
      policyArn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
      lifecycle: goesAfterTheService,
    });
  }
}

export interface HookRoleProps extends TrafficShiftRoleProps {
  readonly lambdaArns: readonly string[];
}

/**
 * With which ECS calls the hooks of a service's deployments. Without hooks there is none: it could
 * call none, and a role that may not be called with fails a deployment like one that is gone.
 */
export class HookRole extends Construct {
  public readonly role: IamRole;

  /** What a service must depend on: a hook that ECS may not call fails the deployment. */
  public readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, { fullName, lambdaArns }: HookRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: `${fullName}-hooks`,
      description: `Lets ECS call the deployment hooks of ${fullName}`,
      assumeRolePolicy: trustEcs,
      lifecycle: goesAfterTheService,
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "call-hooks",
      role: this.role.name,
      policy: policyDocument([
        {
          // The hooks, and no other function.
          Sid: "CallHooks",
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: [...new Set(lambdaArns)],
        },
      ]),
      lifecycle: goesAfterTheService,
    });
  }
}
