import { OperationError } from "../../core/errors";

/** Somebody else has written it before. */
export class AlreadyThereError extends Error {
  override readonly name = "AlreadyThereError";
}

/** An object of the store, by the clock of whatever keeps it. */
export interface StoredObject {
  readonly key: string;
  readonly lastModified: Date;
}

/** What the store of plans lies in: objects under keys with slashes, as S3 has them. */
export interface StoreObjects {
  /** Its address for people: `s3://bucket`, or the path of a folder. */
  readonly address: string;

  /** The time by the clock of the store, or by this machine's if that is later. */
  readonly now: () => Date;

  /** What lies under keys that begin so, in no order. Empty where there is no store yet. */
  list(prefix: string): Promise<StoredObject[]>;

  /** @throws where there is no such object, in words that each kind of store has of its own */
  get(key: string): Promise<Buffer>;

  /**
   * Writes an object that nothing replaces, and that replaces nothing.
   *
   * @throws AlreadyThereError when there is one, but that of this very call
   */
  putOnce(key: string, body: Buffer, contentType: string): Promise<void>;

  /** Writes an object over the last one. */
  put(key: string, body: Buffer, contentType: string): Promise<void>;

  /** What an error means that `get` gave of a plan itself; the error where it means nothing more. */
  explainPlan(key: string, error: unknown): unknown;
}

/** The newest first; what came within one tick of the store's clock is in the order of its keys. */
export const newestFirst = (objects: readonly StoredObject[]): StoredObject[] =>
  objects.toSorted(
    (a, b) => b.lastModified.valueOf() - a.lastModified.valueOf() || (a.key < b.key ? 1 : -1),
  );

/** @throws OperationError where an object is no JSON */
export async function readJson<Type>(objects: StoreObjects, key: string): Promise<Type> {
  const text = (await objects.get(key)).toString();
  try {
    return JSON.parse(text) as Type;
  } catch {
    throw new OperationError(`${objects.address}/${key}: got a text that is not JSON`);
  }
}
