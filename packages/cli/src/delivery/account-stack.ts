import type { Configuration } from "@groundwork/configuration";
import { ownerOf } from "@groundwork/configuration/names";
import { environmentOf, hasOwnAccount } from "@groundwork/configuration/own-account";
import { enrollLine } from "../core/aws/member";
import { OperationError } from "../core/errors";

/**
 * A plan of the roles in an environment's own account could be applied by none of them: whoever
 * changed them from the organization's account could give itself everything there.
 *
 * @throws OperationError where a stack is one of those
 */
export function expectNoAccountStack(
  stack: string,
  { organization, environments }: Configuration,
): void {
  const environment = environmentOf(environments, ownerOf(stack));
  if (environment === undefined || environment.name === ownerOf(stack)) return;
  if (!hasOwnAccount(organization, environment)) return;
  throw new OperationError(
    `got ${stack}, which is applied with credentials of ${environment.accountId} alone, and not by a plan from here: ${enrollLine(environment, organization)}`,
  );
}
