import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects, type IAspect, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Gives every role of a stack a permissions boundary: the role that applies the stack may make no
 * other. An aspect, so that it holds for roles of constructs to come as well.
 */
export function boundRoles(stack: TerraformStack, boundaryArn: string): void {
  Aspects.of(stack).add(new RoleBoundary(boundaryArn));
}

class RoleBoundary implements IAspect {
  constructor(private readonly boundaryArn: string) {}

  visit(construct: IConstruct): void {
    if (construct instanceof IamRole) construct.permissionsBoundary = this.boundaryArn;
  }
}
