import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Service } from "./service";

/** Hands what CodeDeploy deploys to `groundwork code-deploy`, as an output of the stack. */
export function outputHandOvers(stack: Construct, services: readonly Service[]): void {
  const value = Object.fromEntries(
    services.flatMap(({ node: { id }, handOver }) => (handOver ? [[id, handOver]] : [])),
  );
  if (Object.keys(value).length === 0) return;
  new TerraformOutput(stack, "code-deploy", {
    description: "What CodeDeploy is told to deploy, by service",
    value,
  });
}
