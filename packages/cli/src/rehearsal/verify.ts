import { GetObjectCommand } from "@aws-sdk/client-s3";
import { type StateLocation } from "@groundwork/configuration/names";
import { keyOfState } from "../core/stack-of";
import { OperationError } from "../core/errors";
import type { AwsClients } from "../state/clients";
import { digestOf, storedDigest } from "../state/state-digest";
import { StateLocks } from "../state/lock/locks";

/** What S3 holds for a stack after its apply. */
export interface StoredState {
  readonly key: string;
  readonly version: string;
  readonly resources: number;
}

/**
 * Looks past Terraform at what it left: the state under its own key in a versioned bucket, its
 * digest in the table, no lock in either place.
 *
 * @throws OperationError naming what is missing or left over
 */
export async function verifyState(
  clients: AwsClients,
  location: StateLocation,
  stack: string,
): Promise<StoredState> {
  const key = keyOfState(stack);
  const { Body, VersionId } = await clients.s3
    .send(new GetObjectCommand({ Bucket: location.bucket, Key: key }))
    .catch((error: Error) => {
      throw new OperationError(
        `${stack}: expected its state at s3://${location.bucket}/${key}, got ${error.name}`,
      );
    });
  const text = await Body!.transformToString();
  if (VersionId === undefined || VersionId === "null") {
    throw new OperationError(
      `${stack}: got an object without a version at s3://${location.bucket}/${key}, expected the bucket to keep versions`,
    );
  }
  const digest = await storedDigest(clients, location, key);
  if (location.lock !== "s3" && digest !== digestOf(text)) {
    throw new OperationError(
      `${stack}: got the digest ${digest ?? "nothing"} of ${key} in ${location.lockTable}, expected ${digestOf(text)}`,
    );
  }

  const { row, file } = await new StateLocks(location, clients).read(key);
  const lock = row ?? file;
  if (lock) {
    throw new OperationError(
      `${stack}: got the lock ${lock.ID} of ${lock.Who} on ${key} after the last run, expected none`,
    );
  }
  return { key, version: VersionId, resources: JSON.parse(text).resources.length };
}
