import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { PROVIDER_ROLE_VARIABLE } from "./provider-role-variable";

export interface ProviderRole {
  /**
   * ARN of the role where the variable names none.
   * @default - none is taken on
   */
  readonly arn?: string | undefined;
}

/**
 * Has the provider take on a role with the credentials of the shell, and by that get into another
 * account. Plan and apply do so in different roles, and a plan keeps the values of variables: only an
 * ephemeral one may be another at the apply
 * (https://developer.hashicorp.com/terraform/language/values/variables#ephemeral). The provider asks
 * for a new session whenever one ends, which after an hour it does, so an apply may take longer.
 */
export function takeOnRole(
  stack: TerraformStack,
  provider: AwsProvider,
  { arn = "" }: ProviderRole,
): void {
  const variable = new TerraformVariable(stack, PROVIDER_ROLE_VARIABLE, {
    type: "string",
    description: "ARN of the role that is taken on; none where it is empty",
    default: arn,
  });
  variable.addOverride("ephemeral", true);
  provider.addOverride("dynamic.assume_role", {
    for_each: `\${compact([var.${PROVIDER_ROLE_VARIABLE}])}`,
    content: { role_arn: "${assume_role.value}", session_name: "groundwork" },
  });
}
