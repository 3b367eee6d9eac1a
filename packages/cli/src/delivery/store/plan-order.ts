import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { parseId } from "./plan-id";

/** An object of the store, by S3's own clock (S3 API, ListObjectsV2). */
export interface StoredObject {
  readonly key: string;
  readonly lastModified: Date;
}

export async function listObjects(
  s3: S3Client,
  Bucket: string,
  Prefix: string,
): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key, LastModified } of page.Contents ?? []) {
      objects.push({ key: Key!, lastModified: LastModified! });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return objects;
}

/** A plan of which a summary is stored. */
export interface StoredPlan {
  readonly id: string;
  readonly stack: string;
  readonly storedAt: Date;
}

export const summaryKey = (id: string): string => `summaries/${parseId(id)!.owner}/${id}.json`;

/**
 * The plans of whose summaries these are, newest first: by when S3 took them in, as a summary is
 * never written anew and the clocks of those who plan, which their ids have, may be wrong or lie.
 * S3 tells seconds; what came within one is in the order of its ids.
 */
export function newestFirst(summaries: readonly StoredObject[]): StoredPlan[] {
  const plans = summaries.flatMap(({ key, lastModified: storedAt }): StoredPlan[] => {
    const id = key.replace(/^.*\//, "").replace(/\.json$/, "");
    const stack = parseId(id)?.stack;
    // Elsewhere it would be the summary of a plan that cannot be read.
    return stack === undefined || key !== summaryKey(id) ? [] : [{ id, stack, storedAt }];
  });
  return plans.toSorted(
    (a, b) => b.storedAt.valueOf() - a.storedAt.valueOf() || (a.id < b.id ? 1 : -1),
  );
}

/**
 * Has a client note the time that S3 gives with each of its answers.
 *
 * @returns what tells the time by the last answer or by this machine's clock, whichever is later:
 *   with a clock that is slow nothing lasts longer
 */
export function clockOf(s3: S3Client): () => Date {
  let last = 0;
  s3.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
      last = Date.parse(headers?.["date"] ?? "") || last;
      return result;
    },
    { step: "deserialize" },
  );
  return () => new Date(Math.max(Date.now(), last));
}
