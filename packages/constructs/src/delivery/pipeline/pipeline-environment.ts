import type { DeliveryAccess } from "../delivery-access";
import type { DeliveryOwner } from "../delivery-owner";
import type { PipelineEnvironment } from "./pipeline-props";

/** What a pipeline does of an owner, and what that needs; none where people alone apply it. */
export function pipelineEnvironments(
  { name, applied }: DeliveryOwner,
  access: DeliveryAccess,
): Omit<PipelineEnvironment, "topicArn">[] {
  if (applied === undefined) return [];
  const loadTests = applied.type === "registry" ? undefined : applied.loadTests;
  return [
    {
      name,
      approval: applied.approval,
      plan: access.plan([name]),
      apply: access.applyOf(name),
      holdsImages: applied.type === "registry",
      testsDeployments: loadTests?.during ?? false,
      ...(loadTests?.after && { loadTest: access.loadTestOf(name) }),
    },
  ];
}
