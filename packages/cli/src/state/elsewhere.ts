import type { Organization } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { statePlace } from "@groundwork/configuration/state-place";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";

/** Commands that work on what S3 alone has, each with what that is. */
const OF_S3 = {
  bootstrap: "which bootstrap makes",
  doctor: "whose bucket, lock table and states doctor examines",
  drill: "whose versions of a state drill tries",
  enroll: "whose bucket has the state of the roles that enroll makes",
  history: "whose versions of a state history lists",
  join: "between whose states join moves resources",
  migrate: "to which migrate moves states",
  "repair-digest": "whose digests in the lock table repair-digest repairs",
  restore: "whose versions of a state restore brings back",
  split: "between whose states split moves resources",
} as const;

export type S3Command = keyof typeof OF_S3;

/**
 * Where HCP Terraform was told to plan and apply, these commands do neither: both would change one
 * state, each by its own rules.
 *
 * @throws OperationError where `executionMode` is remote
 */
export function expectPlansHere(organization: Organization, owner = "dev"): void {
  const { backend } = organization;
  if (backend.type !== "cloud" || backend.executionMode === "local") return;
  throw new OperationError(
    "organization.backend.executionMode: got remote, expected local: HCP Terraform plans and applies by itself. " +
      `Its runs: ${statePlace(organization, owner)}/runs (packages/docs/backends.md)`,
  );
}

type Elsewhere = Exclude<Organization["backend"], { readonly type: "s3" }>;

/**
 * Why a command cannot do anything where the states do not lie in S3, and what does there.
 *
 * @param owner of the stack that was asked for, such as `dev` @default an environment's, as an example
 */
export function onlyInS3(
  organization: Organization,
  command: S3Command,
  owner = "dev",
): OperationError {
  const { backend } = organization;
  if (backend.type === "s3") throw new TypeError("the states lie in S3");
  return new OperationError(
    `organization.backend.type: got ${backend.type}, expected s3, ${OF_S3[command]}. ` +
      `In place of it: ${instead(command, backend, organization, owner)} (packages/docs/backends.md)`,
  );
}

function instead(
  command: S3Command,
  backend: Elsewhere,
  organization: Organization,
  owner: string,
): string {
  const stack = stackId(owner);
  switch (command) {
    case "bootstrap":
      return MAKE[backend.type];
    case "doctor":
      return `${ownCommand(`pull ${stack}`)} reads a state as Terraform does, ${ownCommand(`unlock ${stack}`)} tells who holds its lock`;
    case "enroll":
      return `nothing: ${owner} is planned and applied with credentials of its own account`;
    case "repair-digest":
      return `nothing, as no other backend has digests; whether Terraform reads the state tells ${ownCommand(`pull ${stack}`)}`;
    case "migrate":
      return `terraform -chdir=cdktf.out/stacks/${stack} init, then state push FILE there`;
    case "join":
    case "split":
      return `take both states out, terraform state mv -state=FILE -state-out=OTHER each address that the one is to give, then state push both`;
    case "history":
      return versions(backend, organization, owner);
    case "drill":
    case "restore":
      return `take an older one out, then state push it: ${versions(backend, organization, owner)}`;
  }
}

const MAKE: { readonly [Type in Elsewhere["type"]]: string } = {
  azurerm: "make account and container by az, with versions and soft delete",
  gcs: "make the bucket by gcloud, with versions",
  consul: "nothing is to be made but a token's policy, and snapshots by schedule",
  cloud: "workspaces are made by the first init; have their execution mode be local before",
  local: "nothing is to be made: the first apply makes the folder",
};

/** What lists the versions of a state, or says that there are none. */
function versions(backend: Elsewhere, organization: Organization, owner: string): string {
  const place = statePlace(organization, owner);
  switch (backend.type) {
    case "azurerm": {
      const { storageAccountName: account, containerName: container } = backend;
      return `az storage blob list --auth-mode login --account-name ${account} --container-name ${container} --prefix ${owner}/ --include v`;
    }
    case "gcs":
      return `gcloud storage ls --all-versions ${place}`;
    case "consul":
      return "Consul keeps one version of a key; older ones are in what consul snapshot save has saved";
    case "cloud":
      return `${place}/states`;
    case "local":
      return `Terraform keeps the one before in ${place}.backup, and nothing older`;
  }
}
