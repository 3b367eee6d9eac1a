import type { ChangedResource, Wider } from "./access";
import { widerExposure } from "./exposure";
import { widerNetwork } from "./network";
import { widerPermissions } from "./permissions";

export type { ChangedResource, Wider } from "./access";

/**
 * What a change to one resource lets people, machines or networks do that they could not do before:
 * policy documents in any argument, rules of security groups and network ACLs, switches that make
 * something public, policies that are attached. Narrower access is none of it.
 */
export const widerAccess = (changed: ChangedResource): Wider[] => [
  ...widerPermissions(changed),
  ...widerNetwork(changed),
  ...widerExposure(changed),
];
