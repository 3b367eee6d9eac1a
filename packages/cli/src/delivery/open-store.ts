import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { emulatorEndpoint, emulatorFolder } from "../core/endpoint";
import { OperationError } from "../core/errors";
import { projectRoot } from "../core/project";
import { isWorkflow } from "../core/workflow";
import type { AwsClients } from "../state/clients";
import { FolderIdentities } from "./folder-identities";
import { AwsIdentities, type Identities } from "./identities";
import { planBucket } from "./settings";
import { FolderObjects } from "./store/folder-objects";
import type { StoreObjects } from "./store/store-objects";

/** Where plans lie, and how it is known who planned and who approved. */
interface OpenStore {
  readonly objects: StoreObjects;
  readonly identities: Identities;
}

/** @throws OperationError when the folder would be the checkout, or one around it */
export function openStore(
  configuration: Configuration,
  clients: AwsClients,
  env: NodeJS.ProcessEnv,
): OpenStore {
  const { store, planRetentionDays, resultRetentionDays } = configuration.organization.delivery;
  if (store.type === "s3") {
    return {
      objects: planBucket(configuration, clients.s3),
      identities: new AwsIdentities(clients, configuration, env),
    };
  }
  const folder = folderOf(store.path, env);
  const objects = new FolderObjects({
    folder,
    // As delivery-stack has it of a bucket (PlanStoreBucket).
    retentionDays: {
      plans: planRetentionDays,
      summaries: resultRetentionDays,
      approvals: resultRetentionDays,
      results: resultRetentionDays,
      sessions: resultRetentionDays,
      proofs: resultRetentionDays,
    },
  });
  return { objects, identities: new FolderIdentities(objects, store.github, env) };
}

function folderOf(asked: string, env: NodeJS.ProcessEnv): string {
  const folder = path.resolve(projectRoot, asked);
  const refuse = (is: string, expected: string) =>
    new OperationError(
      `organization.delivery.store.path: got ${asked}, which is ${folder}${is}, expected ${expected}`,
    );
  if (isWithin(projectRoot, folder)) {
    throw refuse("", "a folder of its own: the checkout lies in that one");
  }
  const endpoint = emulatorEndpoint(env);
  // Plans of an emulator would count as newer than those of AWS.
  if (endpoint !== undefined) {
    return path.join(folder, "rehearsed", emulatorFolder(endpoint));
  }
  if (isWorkflow(env) && isWithin(folder, projectRoot)) {
    throw refuse(" in the checkout of this run, which goes with it", "one on a disk that stays");
  }
  return folder;
}

const isWithin = (file: string, folder: string): boolean =>
  !/^\.\.(?:\/|$)/.test(path.relative(folder, file));
