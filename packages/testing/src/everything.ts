import type { EnvironmentInput, OrganizationInput } from "@groundwork/configuration";
import { organization } from "@groundwork/examples/everything/organization";
import { prod } from "@groundwork/examples/everything/prod";

/** Every option of an environment in use, so that a rehearsal applies all there is. */
export const everything = (name: string): EnvironmentInput => ({
  ...prod,
  name,
  // Several have the addresses of the one.
  network: { ...prod.network, connectable: false },
});

/** The same of the registry. */
export const everythingInRegistry: OrganizationInput["registry"] = organization.registry;
