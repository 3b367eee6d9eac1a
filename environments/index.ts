import { checkConfiguration, type Configuration } from "@groundwork/configuration";
import { dev } from "./dev";
import { organization } from "./organization";
import { prod } from "./prod";

/** The environments, one file and one line each. */
const environments = [dev, prod];

/**
 * The configuration of this checkout.
 * @throws ConfigurationError with every problem of every file
 */
export const loadConfiguration = (): Configuration =>
  checkConfiguration(organization, environments);

export type { Configuration } from "@groundwork/configuration";
