import { mkdir } from "node:fs/promises";
import path from "node:path";
import { rememberNames } from "../core/known-names";
import { loadConfiguration } from "../core/configured";
import type { AskedOfAws } from "../core/aws/refusal";
import type { Configuration } from "@groundwork/configuration";
import { deliveryNames } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { MISMATCH } from "../core/exit-codes";
import { cacheDir, projectRoot } from "../core/project";
import { originalAddresses } from "../stand-ins/addresses";
import { Workspace } from "../stand-ins/workspace";
import { openStates, type OpenOptions, type OpenStates } from "../state/open";
import { Terraform } from "../terraform/terraform";
import { rescueErrored, unwritten } from "./errored-state";
import { notify } from "./messages/notify";
import type { DeliveryEvent } from "./messages/events";
import type { CredentialUse } from "@groundwork/constructs/delivery/options";
import { credentialsOf } from "./credentials";
import { providerRole, together } from "./provider-role";
import type { Identities } from "./identities";
import { openStore } from "./open-store";
import { askedPlan, parseId } from "./store/plan-id";
import type { PlanRecord } from "./store/plan-meta";
import { PlanStore } from "./store/plan-store";
import type { StoreObjects } from "./store/store-objects";
import { warn } from "../core/outlet";

export interface OpenDelivery extends OpenStates {
  readonly configuration: Configuration;
  readonly objects: StoreObjects;
  readonly store: PlanStore;
  readonly identities: Identities;
  /** Tells the people of an environment. Never fails. */
  announce(event: DeliveryEvent): Promise<void>;
}

/** @throws OperationError when the configuration has problems, or plans cannot lie where it says */
export function openDelivery(options: OpenOptions): OpenDelivery {
  const { env } = options;
  const configuration = loadConfiguration();
  const states = openStates(options);
  const { objects, identities } = openStore(configuration, states.clients, env);
  return {
    ...states,
    configuration,
    asked: askedOf(states, env),
    objects,
    identities,
    store: new PlanStore(objects),
    announce: async (event) => {
      // People are told once of all places.
      if (env[TOLD_BY_SET] !== undefined) return;
      await notify(event, { configuration, env, warn });
    },
  };
}

/** Set for the commands of a set, which itself tells people what became of all of them. */
export const TOLD_BY_SET = "GROUNDWORK_TOLD_BY_SET";

function askedOf(states: OpenStates, env: NodeJS.ProcessEnv): AskedOfAws {
  const { organization, location, expectAccess } = states;
  // A command needs no credentials of AWS where neither plans nor states lie there.
  if (organization.delivery.store.type === "folder" && !location) return states.asked;
  return {
    bucket: deliveryNames(organization).planBucket,
    bucketComesFrom: env["AWS_ENDPOINT_URL"]
      ? `in an emulator this makes it: ${ownCommand("rehearse --delivery --keep")}`
      : "delivery-stack makes it: npx cdktf deploy delivery-stack",
    lockTable: location?.lockTable ?? "",
    expectAccess,
    rights: "packages/docs/delivery.md lists which role may do what",
  };
}

/**
 * @throws OperationError when there is no such plan, with exit code 4 when its summary is another's:
 *   by the stack in it, it would need no approval
 */
export async function recordOf(
  { store }: Pick<OpenDelivery, "store">,
  id: string,
): Promise<PlanRecord> {
  askedPlan(id);
  const record = await store.record(id);
  if (!record) {
    throw new OperationError(
      `got the plan ${id}, which is not in ${store.address}. Those that are: ${ownCommand("plans")}`,
    );
  }
  const { summary } = record;
  if (summary.id !== id || summary.stack !== parseId(id)!.stack) {
    throw new OperationError(
      `${id} does not fit: got the summary of ${summary.id} for ${summary.stack} under its name in ${store.address}: somebody has written to the store`,
      MISMATCH,
    );
  }
  rememberNames("plans", [id]);
  return record;
}

/**
 * A folder of this process, which only its user may read. Folders of processes that were killed are
 * removed, except states that an apply could not write.
 */
export async function privateWorkspace(env: NodeJS.ProcessEnv): Promise<Workspace> {
  const parent = path.join(cacheDir, "delivery");
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const rescue = async (dir: string) => {
    for (const file of await rescueErrored(dir, projectRoot)) {
      warn(`An apply was killed before it could say so: ${unwritten(file, env)}`);
    }
  };
  // A process that was killed often had the same id, in containers.
  await rescue(path.join(parent, String(process.pid)));
  return Workspace.create(parent, process.pid, rescue);
}

/**
 * The environment in which Terraform plans and applies. It has no debug logs, which hold the
 * secrets that providers send, and no data folder for all stacks, in which each would find the
 * backend of another.
 */
export async function terraformEnvironment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const kept = Object.entries(env).filter(([name]) => !/^TF_(LOG|DATA_DIR$)/.test(name));
  const plugins = env["TF_PLUGIN_CACHE_DIR"] || path.join(cacheDir, "terraform-plugins");
  // Terraform does not make it.
  await mkdir(plugins, { recursive: true });
  return { ...Object.fromEntries(kept), TF_PLUGIN_CACHE_DIR: plugins };
}

/**
 * Terraform in a folder of a private workspace.
 *
 * @param options standIns: whether stand-ins took the place of the folder's resources; use: what is
 *   done, where providers sign on for it
 */
export const terraformIn = async (
  stack: string,
  dir: string,
  { records }: Pick<OpenStates, "records">,
  {
    env,
    signal,
    standIns,
    use,
  }: Pick<OpenOptions, "env" | "signal" | "standIns"> & { readonly use?: CredentialUse },
): Promise<Terraform> =>
  new Terraform({
    stack,
    dir,
    env: await terraformEnvironment(env),
    signal,
    records,
    ...(standIns && { translate: originalAddresses }),
    ...(!standIns &&
      use !== undefined && {
        credentials: together([providerRole(stack, env), credentialsOf(stack, use, env)]),
      }),
  });
