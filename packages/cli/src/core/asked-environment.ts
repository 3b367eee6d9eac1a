import type { Configuration, Environment } from "@groundwork/configuration";
import { stacksOfServices } from "@groundwork/configuration/rounds";
import { loadConfiguration } from "./configured";
import { unknownEnvironment } from "./unknown-environment";

/**
 * The environment that an argument names, by its own name or by that of the stack with its services.
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedEnvironment(
  name: string,
  { environments }: Pick<Configuration, "environments"> = loadConfiguration(),
): Environment {
  const stacks = stacksOfServices(environments);
  const found = stacks.find((stack) => stack.name === name || stack.id === name);
  if (found) return found.environment;
  const names = stacks.map((stack) => stack.name);
  throw unknownEnvironment(name, names, { environments });
}
