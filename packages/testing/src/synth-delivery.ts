import type { EnvironmentInput, OrganizationInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "./configuration";
import { stacksOf } from "./stacks";
import { synthStack } from "./synth";

export type DeliveryInput = NonNullable<OrganizationInput["delivery"]>;

export const dev = environmentInput("dev", { production: false });
export const prod = environmentInput("prod");

/** The delivery of an organization; of dev and prod, unless told. */
export const deliveryStack = (
  delivery: DeliveryInput = {},
  environments: EnvironmentInput[] = [dev, prod],
  more: Partial<OrganizationInput> = {},
) =>
  stacksOf(configuration({ delivery, ...more }, environments), { only: ["delivery-stack"] })(
    "delivery-stack",
  );

export const synthDelivery = (...args: Parameters<typeof deliveryStack>) =>
  synthStack(deliveryStack(...args));
