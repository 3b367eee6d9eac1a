/**
 * What AWS is asked for when Terraform makes, changes and deletes a resource of a type: actions
 * and the ARNs that they are held against, as the provider's code and the Service Authorization
 * Reference have it. `making` bears the tags in the request, `keeping` has them on the resource.
 */
export interface Applied {
  readonly making?: readonly Asked[];
  readonly keeping?: readonly Asked[];
}

/** Actions of one service, separated by spaces, and the part of the ARN after account and colon. */
export type Asked = readonly [service: string, actions: string, resource: string];
