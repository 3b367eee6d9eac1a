import { ownerOf, stateKey, type StateLocation } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { awsError } from "../../core/aws/error";
import { OperationError } from "../../core/errors";
import { stateFormat } from "../../terraform/state-format";
import type { AwsClients } from "../clients";
import { readState } from "../state-object";

/**
 * Addresses of the resources in the state of a stack.
 *
 * @throws OperationError when what lies at its key is no state that Terraform reads
 */
export async function knownAddresses(
  { clients, location }: { readonly clients: AwsClients; readonly location: StateLocation },
  stack: string,
): Promise<Set<string>> {
  const key = stateKey(ownerOf(stack));
  const text = await readState(clients, location, key).catch((error: unknown) => {
    throw awsError(`state ${key}`, error);
  });
  const { state, readByTerraform, words } = stateFormat(text ?? "");
  if (!readByTerraform) {
    throw new OperationError(
      `state ${key}: got ${words}, expected that of ${stack}; ${ownCommand(`doctor ${stack}`)} says what to do`,
    );
  }
  return new Set(state?.addresses);
}
