import type { Configuration } from "@groundwork/configuration";
import { ownerOf } from "@groundwork/configuration/names";
import { memberOf } from "@groundwork/configuration/member-roles";
import { enrollLine } from "../core/aws/member";
import { OperationError } from "../core/errors";
import { expectPlansHere } from "../state/elsewhere";

/**
 * A plan of the roles in an environment's own account could be applied by none of them: whoever
 * changed them from the organization's account could give itself everything there.
 *
 * @throws OperationError where a stack is one of those, or HCP Terraform plans by itself
 */
export function expectPlannedHere(stack: string, configuration: Configuration): void {
  expectPlansHere(configuration.organization, ownerOf(stack));
  const member = memberOf(configuration, ownerOf(stack));
  if (member === undefined) return;
  const line = enrollLine(member.environment, configuration.organization);
  throw new OperationError(
    `got ${stack}, which is applied with credentials of ${member.accountId} alone, and not by a plan from here: ${line}`,
  );
}
