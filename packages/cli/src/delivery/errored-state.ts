import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { OperationError } from "../core/errors";
import { oneLine } from "../core/aws/error";
import { unlessMissing } from "../core/unless-missing";
import { backUp } from "../state/backup";
import { terraformCommand } from "../terraform/release";
import type { OpenStates } from "../state/open";
import { isWorkflow } from "../core/workflow";
import type { StoreObjects } from "./store/store-objects";

/**
 * What Terraform leaves in its folder when it cannot write the state at the end of an apply
 * (internal/backend/local/backend_apply.go). It alone knows what that apply has made.
 */
const ERRORED = "errored.tfstate";

/** Folder of the checkout that is not in git. */
const FOLDER = "errored";

/**
 * Moves what applies could not write out of a folder that is about to be removed, to
 * `errored/<plan>/errored.tfstate`, which nobody else may read.
 *
 * @param workspace of one process; each folder in it that an apply has made has the name of its plan
 * @param root the checkout
 * @returns where they are now, from the checkout
 * @throws OperationError when one stays where it is; then the folder must stay as well
 */
export async function rescueErrored(workspace: string, root: string): Promise<string[]> {
  const rescued: string[] = [];
  for (const plan of (await unlessMissing(readdir(workspace))) ?? []) {
    const from = path.join(workspace, plan, ERRORED);
    try {
      const content = await unlessMissing(readFile(from));
      if (content === undefined) continue;
      rescued.push(await put(content, root, plan));
      await rm(from, { force: true });
    } catch (error) {
      throw new OperationError(
        `${from} could not be moved to ${path.join(root, FOLDER)}: ${oneLine(error)}. ` +
          "It alone knows what an apply has made: move it away before anything else",
      );
    }
  }
  return rescued;
}

/**
 * The file is written and not renamed, because the two folders can be on different disks. Half a
 * file never has the name.
 */
async function put(content: Buffer, root: string, plan: string): Promise<string> {
  const file = path.join(FOLDER, plan, ERRORED);
  const whole = path.join(root, file);
  await mkdir(path.dirname(whole), { recursive: true, mode: 0o700 });
  // Two processes that clear the same folder away write a file each.
  const part = `${whole}.${process.pid}.part`;
  await writeFile(part, content, { mode: 0o600 });
  await rename(part, whole);
  return file;
}

/** What people are told of such a state. */
export const unwritten = (file: string, env: NodeJS.ProcessEnv, also = ""): string =>
  `the state could not be written; it is in ${file} on ${hostname()}${also}. ` +
  `Put it back before anything else: ${terraformCommand("state push", env)}, packages/docs/delivery.md`;

/**
 * What an apply says of the state that it could not write. A workflow also puts a copy beside a state
 * in S3, or into a folder of plans, if that takes it.
 *
 * @param file as rescueErrored gives it
 * @param key of the state
 */
export async function tellUnwritten(
  file: string,
  root: string,
  key: string,
  env: NodeJS.ProcessEnv,
  open: ErroredDelivery,
): Promise<string> {
  if (!isWorkflow(env)) return unwritten(file, env);
  const copied = copyOf(await readFile(path.join(root, file), "utf8"), key, open);
  const copy = await copied?.then(
    (place) => `, with a copy in ${place}`,
    (error: unknown) =>
      `, and ${open.location ? "S3" : "the folder"} refused a copy (${oneLine(error)})`,
  );
  return unwritten(file, env, `, which goes with the runner${copy ?? ""}`);
}

/** What is open of a delivery whose apply could not write the state. */
export type ErroredDelivery = Pick<OpenStates, "organization" | "clients" | "location"> & {
  readonly objects: StoreObjects;
};

/** @returns undefined where nothing keeps a copy: everybody who plans may read in a bucket of plans */
function copyOf(
  text: string,
  key: string,
  { organization, clients, location, objects }: ErroredDelivery,
): Promise<string> | undefined {
  if (location) return backUp(clients, location, key, "errored", text);
  if (organization.delivery.store.type === "s3") return undefined;
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const copy = `errored/${key.replace(/[^/]*$/, "")}${time}.tfstate`;
  return objects
    .putOnce(copy, Buffer.from(text), "application/json")
    .then(() => `${objects.address}/${copy}`);
}
