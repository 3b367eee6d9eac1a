import type { Environment, StateLocation } from "@groundwork/configuration";
import { layersOf } from "@groundwork/configuration/layers";
import { environmentStack, stateKeyOf } from "@groundwork/configuration/place-names";
import { shown } from "@groundwork/constructs/shown";
import { ownCommand } from "@groundwork/constructs/own-command";
import { loadConfiguration } from "../../core/configured";
import { OperationError } from "../../core/errors";
import { LOCKED } from "../../core/exit-codes";
import { parseState } from "../../terraform/state-file";
import type { AwsClients } from "../clients";
import type { OpenStates } from "../open";
import { readState } from "../state-object";
import { layerKeys } from "./layer-keys";
import { isMoving, isThere } from "./unfinished";

/** A stack of which nothing can be planned until its resources are where the code has them. */
export class UnsettledError extends OperationError {}

type States = Pick<OpenStates, "clients" | "location">;

/**
 * Refuses a stack whose resources a split or a join has not moved to the end.
 *
 * @throws OperationError with exit code 7
 */
export async function expectNotMoving(states: States, stack: string): Promise<void> {
  const found = environmentStack(loadConfiguration().environments, stack);
  const { clients, location } = states;
  if (found === undefined || location === undefined) return;
  const { environment, layer } = found;
  const { name } = environment;
  if (!(await isMoving(clients, location, stateKeyOf(environment)))) return;
  const command = layer === undefined ? "join" : "split";
  throw new UnsettledError(
    `${stack}: its resources are on the way between the states of ${name}, by a split or a join that runs or was not finished. ` +
      `By the layers in environments/${name}.ts this goes on: ${ownCommand(`${command} ${name}`)}`,
    LOCKED,
  );
}

/**
 * Refuses also a stack whose resources lie in the states of other layers than the option says: its plan
 * would make some a second time, and destroy others.
 *
 * @param ends whether all that it has is to be destroyed, in whichever state it is. @default false
 * @throws OperationError with exit code 7, or 1 where nothing was moved yet
 */
export async function expectSettled(states: States, stack: string, ends = false): Promise<void> {
  await expectNotMoving(states, stack);
  if (ends) return;
  const found = environmentStack(loadConfiguration().environments, stack);
  const { clients, location } = states;
  if (found === undefined || location === undefined) return;
  const { environment, layer } = found;
  const { name } = environment;
  const services = stateKeyOf(environment);
  const [lowest] = layersOf(environment);
  if (layer === undefined) {
    for (const lower of layerKeys(environment).slice(0, -1)) {
      if (!(await holdsResources(clients, location, lower))) continue;
      throw misplaced(environment, lower, `join ${name}`);
    }
    return;
  }
  if (await holdsResources(clients, location, stateKeyOf(environment, lowest))) return;
  if (!(await holdsResources(clients, location, services))) return;
  throw misplaced(environment, services, `split ${name}`);
}

const misplaced = ({ name, layers }: Environment, key: string, line: string) =>
  new UnsettledError(
    `${name}.layers: got ${shown(layers)}, but resources of all layers lie in ${key} as before: a plan would make some a second time, and destroy others. ` +
      `First: ${ownCommand(line)}`,
  );

async function holdsResources(
  clients: AwsClients,
  location: StateLocation,
  key: string,
): Promise<boolean> {
  // Roles that know of one stack may list others' states, and not read them.
  if (!(await isThere(clients, location, key))) return false;
  const text = await readState(clients, location, key);
  return (parseState(text ?? "")?.addresses.length ?? 0) > 0;
}
