import {
  TerraformDataSource,
  TerraformHclModule,
  TerraformProvider,
  TerraformResource,
  type TerraformStack,
} from "cdktf";
import type { Build } from "./case";

export type Attributes = Readonly<Record<string, unknown>>;

/** Of a provider that this project does not have. */
export const foreign =
  (type: string, attributes: Attributes = {}): Build =>
  (stack) => {
    const resource = new TerraformResource(stack, "foreign", { terraformResourceType: type });
    for (const [name, value] of Object.entries(attributes)) resource.addOverride(name, value);
  };

class Provider extends TerraformProvider {}

export const provider =
  (type: string, attributes: (stack: TerraformStack) => Attributes): Build =>
  (stack) => {
    const configured = new Provider(stack, "provider", { terraformResourceType: type });
    for (const [name, value] of Object.entries(attributes(stack))) {
      configured.addOverride(name, value);
    }
  };

class DataSource extends TerraformDataSource {}

export const data =
  (type: string, attributes: Attributes): Build =>
  (stack) => {
    const source = new DataSource(stack, "read", { terraformResourceType: type });
    for (const [name, value] of Object.entries(attributes)) source.addOverride(name, value);
  };

export const hclModule =
  (variables: Attributes): Build =>
  (stack) => {
    new TerraformHclModule(stack, "db", { source: "terraform-aws-modules/rds/aws", variables });
  };
