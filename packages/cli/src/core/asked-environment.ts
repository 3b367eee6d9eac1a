import type { Configuration, Environment } from "@groundwork/configuration";
import { environmentStack, stacksOfAll } from "@groundwork/configuration/place-names";
import { loadConfiguration } from "./configured";
import { unknownEnvironment } from "./unknown-environment";

/**
 * The environment that an argument names, by its own name or by its stack's.
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedEnvironment(
  name: string,
  { environments }: Pick<Configuration, "environments"> = loadConfiguration(),
): Environment {
  const found = environmentStack(environments, name)?.environment;
  if (found) return found;
  const names = stacksOfAll(environments).map((stack) => stack.name);
  throw unknownEnvironment(name, names, { environments });
}
