import { Fn, TerraformElement, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Has Terraform take over what is there already, where something is, in place of making the
 * resource. `importFrom` of cdktf knows no `for_each` and runs `terraform version` at every synth.
 */
export class ImportBlock extends TerraformElement {
  /**
   * @param ids what to import, known when Terraform plans: the id of one thing, or nothing, and then
   *   the resource is made
   */
  constructor(
    scope: Construct,
    id: string,
    public readonly resource: TerraformResource,
    private ids: string[],
  ) {
    super(scope, id);
  }

  /** Imports one thing by its id, whatever there is. */
  takeAlone(id: string): void {
    this.ids = [id];
  }

  override toTerraform() {
    const { terraformResourceType, friendlyUniqueId } = this.resource;
    return {
      import: [
        {
          for_each: Fn.toset(this.ids),
          to: `${terraformResourceType}.${friendlyUniqueId}`,
          id: "${each.value}",
        },
      ],
    };
  }
}
