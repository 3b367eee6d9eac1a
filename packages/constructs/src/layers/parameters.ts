import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn } from "cdktf";
import type { Construct } from "constructs";

/** A field of a contract in Parameter Store. */
interface Parameter {
  readonly name: string;
  readonly type: "String" | "StringList";
}

export function writeParameter(
  scope: Construct,
  id: string,
  { value, ...parameter }: Parameter & { readonly value: string | string[] },
): void {
  new SsmParameter(scope, id, {
    ...parameter,
    description: "For the layers above, written by this stack alone",
    // The provider takes `value` for a secret, and hides it in plans.
    insecureValue: Array.isArray(value) ? Fn.join(",", value) : value,
  });
}

export function readParameter(
  scope: Construct,
  id: string,
  { name, type }: Parameter,
): string | string[] {
  const { insecureValue } = new DataAwsSsmParameter(scope, id, { name });
  return type === "String" ? insecureValue : Fn.split(",", insecureValue);
}
