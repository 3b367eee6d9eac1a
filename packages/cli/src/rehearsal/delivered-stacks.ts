import type { Organization } from "@groundwork/configuration";
import { environmentStack } from "@groundwork/configuration/place-names";
import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";

/**
 * Whether a stack is one of an environment in its own account and region, which a rehearsal with
 * --delivery delivers.
 */
export const isDelivered = (stack: string): boolean =>
  environmentStack(loadConfiguration().environments, stack)?.place.index === 0;

interface DeliveryOptions {
  readonly delivery: boolean;
  readonly provider: boolean;
  readonly stacks: readonly string[];
}

/** @throws OperationError when --delivery does not go with the other options, or with where plans lie */
export function checkDelivery(
  { delivery, provider, stacks }: DeliveryOptions,
  { delivery: { store } }: Pick<Organization, "delivery">,
): void {
  if (!delivery) return;
  if (store.type === "folder") {
    throw new OperationError(
      "--delivery: got organization.delivery.store of the type folder, expected s3, where kim and lee are known apart. Without --delivery the stacks are rehearsed all the same",
    );
  }
  if (provider) {
    throw new OperationError("--delivery: got --provider as well, expected one of them");
  }
  if (stacks.length > 0 && !stacks.some(isDelivered)) {
    throw new OperationError(
      `--delivery: got ${stacks.join(", ")}, expected an environment's stack, such as dev-stack, or none for all`,
    );
  }
}
