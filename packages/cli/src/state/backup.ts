import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "./clients";
import { writeState } from "./state-object";

/**
 * Keeps a copy of what is about to change, beside the state in the bucket, with its encryption and
 * its access. Nothing removes it but a person.
 *
 * @param key of the state
 * @param why the command that is about to change it, such as "restore"
 * @returns where it is
 */
export async function backUp(
  clients: AwsClients,
  location: StateLocation,
  key: string,
  why: string,
  content: string | Uint8Array,
): Promise<string> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const copy = `${key}.backups/${time}-${why}`;
  await writeState(clients, location, copy, content, { IfNoneMatch: "*" });
  return `s3://${location.bucket}/${copy}`;
}
