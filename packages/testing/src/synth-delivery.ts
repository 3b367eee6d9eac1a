import type { EnvironmentInput, OrganizationInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "./configuration";
import { stacksOf } from "./stacks";
import { synthStack } from "./synth";

export type DeliveryInput = NonNullable<OrganizationInput["delivery"]>;

export const dev = environmentInput("dev", { production: false });
export const prod = environmentInput("prod");

/** A pipeline, as `delivery.pipeline` has it. */
export const pipeline = {
  repository: "acme/shop",
  connectionArn:
    "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
};

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
