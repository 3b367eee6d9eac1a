import { GetObjectCommand } from "@aws-sdk/client-s3";
import pMap from "p-map";
import { OperationError } from "../../core/errors";
import { AT_A_TIME } from "../../core/at-a-time";
import { httpStatus } from "../../core/aws/error";
import { backUp } from "../backup";
import { matchDigest } from "../state-digest";
import type { OpenState } from "../open";
import { parseState, withSerial } from "../../terraform/state-file";
import { isSameLineage, stateFormat } from "../../terraform/state-format";
import { writeState } from "../state-object";
import { listVersions, readHead } from "./versions";

export interface MadeCurrent {
  /** Serial of the state as it was written. */
  readonly serial: number;
  /** Undefined where the bucket keeps none. */
  readonly versionId: string | undefined;
  /** Where the object is that was current before; undefined where there was none, or it was kept before. */
  readonly backup: string | undefined;
}

/**
 * Makes a state the current one: a new version, with a serial above all that its lineage has had,
 * and its digest. The version that was current is backed up first. The caller must hold the state's
 * lock.
 *
 * @param text of a sound state
 * @param why the command that does it, such as "restore"; undefined where it has kept a copy before
 * @throws OperationError when the object changes meanwhile, by a client that does not lock
 */
export async function makeCurrent(
  { clients, location, key }: Pick<OpenState, "clients" | "location" | "key">,
  text: string,
  why: string | undefined,
): Promise<MadeCurrent> {
  const state = parseState(text);
  if (!state) {
    throw new OperationError(
      `${key}: got ${stateFormat(text).words}, expected a state of format 4`,
    );
  }
  const current = await readCurrent(clients, location, key);
  const serial = (await highestSerial(clients, location, key, state.lineage, state.serial)) + 1;
  const backup =
    current && why !== undefined
      ? await backUp(clients, location, key, why, current.bytes)
      : undefined;
  const condition = current ? { IfMatch: current.etag } : { IfNoneMatch: "*" };
  const versionId = await writeState(
    clients,
    location,
    key,
    withSerial(text, serial),
    condition,
  ).catch((error: unknown) => {
    // 412 when it was replaced, 404 when it was deleted, 409 when it is being written.
    if (![404, 409, 412].includes(httpStatus(error) ?? 0)) throw error;
    throw new OperationError(
      `${key} was changed while this ran, by a client that does not lock; nothing was written. ` +
        "Find that client, then run this again",
    );
  });
  if (location.lock !== "s3") await matchDigest(clients, location, key);
  return { serial, versionId, backup };
}

type Place = Pick<OpenState, "clients" | "location">;

async function readCurrent(
  { s3 }: Place["clients"],
  { bucket: Bucket }: Place["location"],
  Key: string,
): Promise<{ bytes: Uint8Array; etag: string } | undefined> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { bytes: await Body!.transformToByteArray(), etag: ETag! };
  } catch (error) {
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

/** The highest serial among all versions of a lineage, at least `atLeast`. */
async function highestSerial(
  clients: Place["clients"],
  location: Place["location"],
  key: string,
  lineage: string,
  atLeast: number,
): Promise<number> {
  const versions = await listVersions(clients, location, key);
  const states = versions.filter(({ deleted }) => !deleted);
  const heads = await pMap(
    states,
    (version) => readHead(clients, location, key, version),
    AT_A_TIME.requests,
  );
  const serials = heads.flatMap((head) =>
    head && isSameLineage(head.lineage, lineage) ? [head.serial] : [],
  );
  // A reduce, because a state can have more versions than a call has room for arguments.
  return serials.reduce((highest, serial) => Math.max(highest, serial), atLeast);
}
