import type { Configuration, Environment } from "@groundwork/configuration";
import { environmentStack, ownerOfStack, stackKey } from "@groundwork/configuration/place-names";
import { loadConfiguration } from "./configured";

/*
 * What the configuration says of a stack by its name. Where the commands know no other configuration
 * it is that of the checkout.
 */

type Environments = Pick<Configuration, "environments">;

/** The environment whose stack it is, as it is in the stack's place; undefined for what all share. */
export const environmentOf = (
  stack: string,
  { environments }: Environments = loadConfiguration(),
): Environment | undefined => environmentStack(environments, stack)?.environment;

/** The same where the stack has its services: of layers it is the highest alone. */
export const environmentServedBy = (
  stack: string,
  { environments }: Environments = loadConfiguration(),
): Environment | undefined => {
  const found = environmentStack(environments, stack);
  return (found?.layer ?? "services") === "services" ? found?.environment : undefined;
};

/** Name of the environment whose stack it is, or of what all share: `prod` of `prod-eu-west-1-stack`. */
export const ownerOfAny = (
  stack: string,
  { environments }: Environments = loadConfiguration(),
): string => ownerOfStack(environments, stack);

/** The stack whose state has a key: its folder is called as the stack is, in parts. */
export const stackOfKey = (key: string): string => `${key.split("/").slice(0, -1).join("-")}-stack`;

/** Key of its state, as `dev/terraform.tfstate`. */
export const keyOfState = (
  stack: string,
  { environments }: Environments = loadConfiguration(),
): string => stackKey(environments, stack);
