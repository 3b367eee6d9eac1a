import type { Applied } from "./applied";
import { DATA } from "./data";
import { NETWORK } from "./network";
import { OTHERS } from "./others";
import { SERVICES } from "./services";

export type { Applied } from "./applied";
export { REGISTRY } from "./registry";

/** Of an environment `dev` of `acme`. */
export const ENVIRONMENT: Readonly<Record<string, Applied>> = {
  ...NETWORK,
  ...DATA,
  ...SERVICES,
  ...OTHERS,
};
