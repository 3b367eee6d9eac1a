import { createHash } from "node:crypto";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import type { RunRecords } from "../../terraform/run-record";
import type { AwsClients } from "../clients";
import { storedDigest } from "../state-digest";
import { holderSigns } from "../lock/lock-holder";
import { readLockPlaces } from "../lock/lock-places";
import type { Release } from "../../terraform/release";
import { stateFormat } from "../../terraform/state-format";
import { listVersions } from "../history/versions";
import type { Examination } from "./examination";
import { judgeLocks, type HeldPlace } from "./judge-lock";
import { ownersIn } from "./owner-tags";
import { judgeState, type StateFacts } from "./judge-state";

/** The state of one stack, to be looked at. */
export interface StackToExamine {
  readonly stack: string;
  readonly key: string;
  /** Addresses that the stack's configuration has; none when it could not be read. */
  readonly addresses: ReadonlySet<string>;
  /** What its resources are tagged with; undefined when the configuration could not be read. */
  readonly owner: string | undefined;
  /** Folders in which Terraform works on it. */
  readonly folders: readonly string[];
}

export interface StackTools {
  readonly clients: AwsClients;
  readonly location: StateLocation;
  readonly records: RunRecords;
  /** Names of the processes that count as Terraform. */
  readonly programs: readonly string[];
  /** ARN of the states' key, if it is known. */
  readonly keyArn: string | undefined;
  /** What is here to work on states, if it is known. */
  readonly engine: Release | undefined;
}

export interface StackReport {
  readonly stack: string;
  readonly key: string;
  /** Undefined when it could not be looked at. */
  readonly state: StateFacts | undefined;
  /** Undefined when it could not be looked at; empty when nobody holds the state. */
  readonly locks: readonly HeldPlace[] | undefined;
}

/** Terraform writes state and digest one after the other, and reads again for 10 s before it complains. */
const AGAIN_AFTER_MS = 1500;

/** Looks at a stack's state, its digest and its locks. */
export async function examineStack(
  exam: Examination,
  target: StackToExamine,
  tools: StackTools,
): Promise<StackReport> {
  const { stack, key } = target;
  const [state, locks] = await Promise.all([
    exam.attempt(stack, `its state ${key}`, () => readFacts(tools, key)),
    exam.attempt(stack, `its lock on ${key}`, () => readHeld(tools, target)),
  ]);
  if (state) judgeState({ ...target, ...tools, facts: state }).forEach((one) => exam.report(one));
  if (locks) judgeLocks(stack, locks, new Date()).forEach((one) => exam.report(one));
  return { stack, key, state, locks };
}

async function readFacts(tools: StackTools, key: string): Promise<StateFacts> {
  const facts = await readOnce(tools, key);
  const { stored, calculated } = facts.digest;
  const unused = tools.location.lock === "s3" && stored === undefined;
  if (unused || stored === calculated) return facts;
  // Perhaps somebody is writing the state now.
  await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  return readOnce(tools, key);
}

async function readOnce({ clients, location }: StackTools, key: string): Promise<StateFacts> {
  const [found, stored] = await Promise.all([
    readObject(clients, location, key),
    location.lock === "s3"
      ? digestOfOtherClients(clients, location, key)
      : storedDigest(clients, location, key),
  ]);
  if (!found) {
    const versions = await listVersions(clients, location, key);
    return {
      object: undefined,
      earlierVersions: versions.filter(({ deleted }) => !deleted).length,
      digest: { stored, calculated: undefined },
    };
  }
  const { bytes, head } = found;
  return {
    object: {
      bytes: bytes.byteLength,
      format: stateFormat(bytes),
      owners: ownersIn(Buffer.from(bytes).toString()),
      versionId: head.VersionId,
      lastModified: head.LastModified,
      encryption: head.ServerSideEncryption,
      encryptionKey: head.SSEKMSKeyId,
      replication: head.ReplicationStatus,
    },
    earlierVersions: 0,
    // The digest is of the bytes, as Terraform makes it: garbage need not be text.
    digest: { stored, calculated: createHash("md5").update(bytes).digest("hex") },
  };
}

/** A table that this checkout does not lock with need not be there. */
async function digestOfOtherClients(...where: Parameters<typeof storedDigest>) {
  return storedDigest(...where).catch((error: Error) => {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
  });
}

async function readObject(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
  key: string,
): Promise<{ bytes: Uint8Array; head: GetObjectCommandOutput } | undefined> {
  try {
    const head = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    return { bytes: await head.Body!.transformToByteArray(), head };
  } catch (error) {
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

async function readHeld(
  { clients, location, records, programs }: StackTools,
  { stack, key, folders }: StackToExamine,
): Promise<HeldPlace[]> {
  const places = await readLockPlaces(clients, location, key);
  return Promise.all(
    places.map(async (place) => ({
      ...place,
      signs: await holderSigns(records, stack, place.info, folders, programs),
    })),
  );
}
