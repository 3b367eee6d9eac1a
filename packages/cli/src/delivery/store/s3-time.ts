import type { S3Client } from "@aws-sdk/client-s3";

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
