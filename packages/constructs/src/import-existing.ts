import type { TerraformResource, TerraformStack } from "cdktf";

/**
 * Has Terraform take over what is there already. What `importFrom` of cdktf renders, which would run
 * `terraform version` at every synth besides.
 *
 * @param imports all of the stack, each a resource and its id in AWS
 */
export const importExisting = (
  stack: TerraformStack,
  imports: readonly (readonly [resource: TerraformResource, id: string])[],
): void =>
  stack.addOverride(
    "import",
    imports.map(([{ terraformResourceType, friendlyUniqueId }, id]) => ({
      to: `${terraformResourceType}.${friendlyUniqueId}`,
      id,
    })),
  );
