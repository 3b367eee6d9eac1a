import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { OpenBackend } from "../open";

/** One write of an object, as the access log of its bucket has it. */
export interface LoggedWrite {
  readonly time: Date;
  /** ARN of who did it. */
  readonly requester: string;
}

/** How many log objects are read for one version: a busy bucket writes many in a minute. */
export const LOGS_FOR_A_VERSION = 25;

/**
 * A state above 5 MiB is written in parts. S3 notes the begin of that as the time of the version,
 * and its end is when the version is there.
 */
const WRITE = /^REST\.((PUT|COPY)\.OBJECT|POST\.UPLOADS?)$/;

/**
 * The successful writes of an object in the text of an access log.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 */
export function writesIn(log: string, key: string): LoggedWrite[] {
  const line =
    /^\S+ \S+ \[(?<at>[^\]]+)\] \S+ (?<requester>\S+) \S+ (?<operation>\S+) (?<key>\S+) "[^"]*" (?<status>\d+) /gm;
  return [...log.matchAll(line)].flatMap(({ groups }) => {
    const { at, requester, operation, key: logged, status } = groups!;
    const written = WRITE.test(operation!) && logged === key && status === "200";
    // 06/Feb/2019:00:00:38 +0000
    const time = new Date(at!.replaceAll("/", " ").replace(":", " "));
    return written && requester !== "-" ? [{ time, requester: requester! }] : [];
  });
}

/**
 * The names of the first logs that can tell of what happened at a time. S3 names each by the time
 * at which it delivers it, which is hours after what it tells at most.
 */
export async function logsFrom(
  { clients, location }: Pick<OpenBackend, "clients" | "location">,
  time: Date,
): Promise<string[]> {
  const stamp = time.toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({
      Bucket: location.logBucket,
      // The prefix of the log objects, as bootstrap-stack sets it.
      Prefix: `${location.bucket}/`,
      StartAfter: `${location.bucket}/${stamp}`,
      MaxKeys: LOGS_FOR_A_VERSION,
    }),
  );
  return Contents.map(({ Key }) => Key!);
}

export async function readLog(
  { clients, location }: Pick<OpenBackend, "clients" | "location">,
  name: string,
): Promise<string> {
  const { Body } = await clients.s3.send(
    new GetObjectCommand({ Bucket: location.logBucket, Key: name }),
  );
  return Body!.transformToString();
}
