import type { GatedStates } from "@groundwork/constructs/state";
import type { Configuration } from "./check";
import { appliedOwners, needsApproval } from "./delivery";
import { stateKeys } from "./place-names";
import { deliveryNames, isDelivered } from "./names";
import { pipelineName } from "./pipeline-names";

/**
 * The states of what demands an approval, and the roles that apply it; undefined where nobody is
 * named who does, so that IAM alone decides.
 */
export function gatedStates(configuration: Configuration): GatedStates | undefined {
  const { organization } = configuration;
  const { accountId, delivery } = organization;
  if (!isDelivered(organization) && delivery.appliers.length === 0) return undefined;
  const { roleArn } = deliveryNames(organization);
  return {
    keys: appliedOwners(configuration)
      .filter((owner) => needsApproval(configuration, owner))
      .flatMap((owner) => stateKeys(configuration.environments, owner)),
    writers: [
      ...delivery.appliers,
      ...(delivery.github ? [roleArn("apply-*")] : []),
      ...(delivery.pipeline
        ? [`arn:aws:iam::${accountId}:role/${pipelineName(organization)}-apply-*`]
        : []),
    ],
  };
}
