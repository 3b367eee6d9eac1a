import { listOf, type Draft } from "@groundwork/constructs/option-rules";

/** A service, and where tasks run, as rules over several options look at them. */
interface Placed {
  readonly name?: string | undefined;
  readonly capacityProviderStrategy?: Strategy | undefined;
}
type Strategy = Draft<readonly { capacityProvider: string }[]>;

/** The services with tasks on instances, by their own strategy or else the environment's. */
export const onInstances = <Service extends Placed>(environment: {
  readonly services?: readonly Service[] | undefined;
  readonly capacityProviderStrategy?: Strategy | undefined;
}): Service[] =>
  listOf(environment.services).filter((service) =>
    listOf(service?.capacityProviderStrategy ?? environment.capacityProviderStrategy).some(
      (share) => share?.capacityProvider === "EC2",
    ),
  );

export const namesOf = (services: readonly Placed[]): string =>
  services.map((service) => service?.name).join(", ");
