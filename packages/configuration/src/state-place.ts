import { environmentPrefix, stateKey, stateLocation } from "./names";
import type { Organization } from "./organization-schema";

/**
 * Where the state of an owner lies, in the words of its backend: what a person looks for with that
 * backend's own tools.
 *
 * @param owner of the stack, such as `dev`
 * @param key of the state, where that is not the owner's alone
 */
export function statePlace(
  organization: Organization,
  owner: string,
  key = stateKey(owner),
): string {
  const { backend } = organization;
  switch (backend.type) {
    case "s3":
      return `s3://${stateLocation(organization)!.bucket}/${key}`;
    case "azurerm":
      return `https://${backend.storageAccountName}.blob.core.windows.net/${backend.containerName}/${key}`;
    case "gcs":
      // Terraform's own name of the workspace that there is without any.
      return `gs://${backend.bucket}/${key.slice(0, key.lastIndexOf("/"))}/default.tfstate`;
    case "consul":
      return `${backend.scheme}://${backend.address}/v1/kv/${key}`;
    case "cloud":
      return `https://${backend.hostname}/app/${workspaceName(organization, owner, "/workspaces/")}`;
    case "local":
      return `${backend.folder}/${key}`;
  }
}

/**
 * The workspace of HCP Terraform with the state of an owner; it is also the id of its lock
 * (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/cloud/state.go, Unlock).
 *
 * @throws TypeError where the states do not lie there
 */
export function workspaceName(organization: Organization, owner: string, between = "/"): string {
  const { backend } = organization;
  if (backend.type !== "cloud") throw new TypeError(`${backend.type} has no workspaces`);
  return `${backend.organization}${between}${environmentPrefix(organization, owner)}`;
}
