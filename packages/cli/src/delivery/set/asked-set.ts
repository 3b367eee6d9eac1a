import type { Configuration, Environment } from "@groundwork/configuration";
import { loadConfiguration } from "../../core/configured";
import { unknownEnvironment } from "../../core/unknown-environment";

/**
 * The environment that an argument names, with all its places: one place has its own commands.
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedSet(
  name: string,
  { environments }: Pick<Configuration, "environments"> = loadConfiguration(),
): Environment {
  const found = environments.find((one) => one.name === name);
  if (found) return found;
  const names = environments.map((one) => one.name);
  throw unknownEnvironment(name, names, { environments });
}
