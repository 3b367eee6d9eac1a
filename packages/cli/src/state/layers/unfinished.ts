import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { OperationError } from "../../core/errors";
import type { AwsClients } from "../clients";
import { readState, writeState } from "../state-object";

/** The commands that move resources between the states of an environment. */
export type LayerCommand = "split" | "join";

/** What lies beside the states of an environment in one place as long as a move is not done. */
export interface UnfinishedMove {
  /** The command that began it. */
  readonly command: LayerCommand;
  /** As `kim@host`. */
  readonly who: string;
  /** ISO 8601 */
  readonly since: string;
  /** The states as they were, by their keys: the key of each copy, null where there was no state. */
  readonly copies: Readonly<Record<string, string | null>>;
}

/**
 * Key of the note. Whoever plans may list the folder of the states, and need not read the note.
 *
 * @param services key of the services' state
 */
export const noteKey = (services: string): string => `${services}${NOTE}`;

const NOTE = ".moving";

/** Keys of the services' states whose note is among the names of objects. */
export const movingAmong = (names: Iterable<string>): string[] =>
  [...names].filter((name) => name.endsWith(NOTE)).map((name) => name.slice(0, -NOTE.length));

type Place = [clients: AwsClients, location: StateLocation, services: string];

/** Whether resources are between states, for those who may list the states' folder alone. */
export const isMoving = (...[clients, location, services]: Place): Promise<boolean> =>
  isThere(clients, location, noteKey(services));

/** Whether an object is there, for those who may list it and not read it. */
export async function isThere(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
  key: string,
): Promise<boolean> {
  try {
    // The name itself is the first of those that begin so.
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: key, MaxKeys: 1 }),
    );
    return Contents[0]?.Key === key;
  } catch (error) {
    // Before the first bootstrap nothing is there.
    if ((error as Error).name === "NoSuchBucket") return false;
    throw error;
  }
}

/** @throws OperationError when it is no note */
export async function readUnfinished(
  ...[clients, location, services]: Place
): Promise<UnfinishedMove | undefined> {
  const key = noteKey(services);
  const text = await readState(clients, location, key);
  if (text === undefined) return undefined;
  try {
    const note: UnfinishedMove = JSON.parse(text);
    if (typeof note.copies === "object" && note.copies !== null) return note;
  } catch {
    // What is no JSON is no note either.
  }
  throw new OperationError(
    `s3://${location.bucket}/${key}: got something that no split or join writes, expected its note or none. Its versions tell who wrote it: aws s3api list-object-versions --bucket ${location.bucket} --prefix ${key}`,
  );
}

export async function noteUnfinished(
  note: UnfinishedMove,
  ...[clients, location, services]: Place
): Promise<void> {
  const text = `${JSON.stringify(note, null, 2)}\n`;
  await writeState(clients, location, noteKey(services), text, { IfNoneMatch: "*" });
}

export async function forgetUnfinished(...[{ s3 }, { bucket }, services]: Place): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: noteKey(services) }));
}
