import type { Request } from "../../../src/iam";
import { iam } from "./organization";

/** What it leads to, and the request: action, resource, context. */
export type Act = readonly [
  leadsTo: string,
  action: string,
  resource: string,
  context?: Request["context"],
];

export const boundBy = (boundary: string) => ({
  "iam:PermissionsBoundary": iam(`policy/acme-boundary-${boundary}`),
});
export const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
