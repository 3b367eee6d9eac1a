import type { Environment, StateLocation } from "@groundwork/configuration";
import { layersOf } from "@groundwork/configuration/layers";
import { environmentStack, stateKeyOf } from "@groundwork/configuration/place-names";
import { isForeign } from "@groundwork/constructs/layers/options";
import { shown } from "@groundwork/constructs/shown";
import { ownCommand } from "@groundwork/constructs/own-command";
import { loadConfiguration } from "../../core/configured";
import { OperationError } from "../../core/errors";
import { LOCKED } from "../../core/exit-codes";
import { parseState } from "../../terraform/state-file";
import type { AwsClients } from "../clients";
import type { OpenBackend, OpenStates } from "../open";
import { readState } from "../state-object";
import { layerKeys } from "./layer-keys";
import { isMoving, isThere, type LayerCommand } from "./unfinished";

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
  await expectNoOwnNetwork({ clients, location }, environment);
  const services = stateKeyOf(environment);
  const [lowest] = layersOf(environment);
  if (layer === undefined) {
    for (const lower of layerKeys(environment).slice(0, -1)) {
      if (!(await holdsResources(clients, location, lower))) continue;
      throw misplaced(environment, lower, "join");
    }
    return;
  }
  if (await holdsResources(clients, location, stateKeyOf(environment, lowest))) return;
  if (!(await holdsResources(clients, location, services))) return;
  throw misplaced(environment, services, "split");
}

/**
 * Refuses an environment that is told a network by a state of others while the network's layer that it
 * had is in a state still: that has the key and the topic, which other stacks would make a second time,
 * and the parameters of the network, and no stack declares any of it.
 *
 * @param environment in one of its places
 * @throws OperationError
 */
export async function expectNoOwnNetwork(
  { clients, location }: Pick<OpenBackend, "clients" | "location">,
  environment: Environment,
): Promise<void> {
  if (!isForeign(environment.network)) return;
  const key = stateKeyOf(environment, "network");
  if (!(await holdsResources(clients, location, key))) return;
  const { name } = environment;
  throw new UnsettledError(
    `${name}.layers: got a network that a state of others tells, but ${key} has the network's layer of before, which no stack declares any more: key and topic would be made a second time. ` +
      `First take that back into one stack: layers: "one" with the network of before in environments/${name}.ts, then ${ownCommand(`join ${name}`)}. ` +
      `Then layers: [{ network: ... }, "one"] replaces the network in one plan (packages/docs/adopt.md)`,
  );
}

const misplaced = ({ name, layers }: Environment, key: string, command: LayerCommand) =>
  new UnsettledError(
    `${name}.layers: got ${shown(layers)}, but ${command === "split" ? `resources of all layers lie in ${key} as before` : `${key} has resources of a layer of its own as before`}: a plan would make some a second time, and destroy others. ` +
      `First: ${ownCommand(`${command} ${name}`)}`,
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
