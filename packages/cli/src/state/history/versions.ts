import { GetObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "../clients";
import { unreadBecause } from "../unread";
import { ownValue, parseState } from "../../terraform/state-file";

/** One version of an object, or the mark that it was deleted. */
export interface StateVersion {
  readonly versionId: string;
  readonly lastModified: Date;
  readonly bytes: number;
  readonly current: boolean;
  /** Whether it is no state, but the mark that S3 puts on top when the object is deleted. */
  readonly deleted: boolean;
}

/** The versions of a state, newest first. */
export async function listVersions(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
  key: string,
): Promise<StateVersion[]> {
  const found: StateVersion[] = [];
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined;
  do {
    // The prefix also finds the lock file's versions, of which there are two for every run.
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: key, ...next }));
    const add = (deleted: boolean) => (entry: VersionEntry) => {
      if (entry.Key !== key) return;
      found.push({
        versionId: entry.VersionId!,
        lastModified: entry.LastModified!,
        bytes: entry.Size ?? 0,
        current: entry.IsLatest ?? false,
        deleted,
      });
    };
    page.Versions?.forEach(add(false));
    page.DeleteMarkers?.forEach(add(true));
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  } while (next);
  return found.toSorted(
    (a, b) =>
      Number(b.current) - Number(a.current) || b.lastModified.valueOf() - a.lastModified.valueOf(),
  );
}

interface VersionEntry {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly Size?: number | undefined;
  readonly IsLatest?: boolean | undefined;
}

/** The bytes of one version, which need not be text. */
export async function readVersion(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
  key: string,
  versionId: string,
): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key, VersionId: versionId }));
  return Buffer.from(await Body!.transformToByteArray());
}

/** The bytes of one version among others, or why AWS does not give them. */
export type ReadVersion =
  | { readonly bytes: Buffer; readonly unread?: undefined }
  | { readonly bytes?: undefined; readonly unread: string };

/** @throws what keeps AWS from answering at all */
export const tryVersion = (...of: Parameters<typeof readVersion>): Promise<ReadVersion> =>
  readVersion(...of).then(
    (bytes) => ({ bytes }),
    (error: unknown) => ({ unread: unreadBecause(error) }),
  );

/**
 * Serial and lineage of a version; undefined for what is no state, and where AWS keeps it to itself.
 *
 * @throws what keeps AWS from answering at all
 */
export const readHead = (...of: Parameters<typeof headOf>): ReturnType<typeof headOf> =>
  headOf(...of).catch((error: unknown) => {
    unreadBecause(error);
    return undefined;
  });

/** Terraform writes them at the beginning of what can be many megabytes. */
async function headOf(
  clients: AwsClients,
  location: StateLocation,
  key: string,
  { versionId, bytes }: StateVersion,
): Promise<{ serial: number; lineage: string } | undefined> {
  if (bytes === 0) return undefined; // of which S3 has no range
  const { Body } = await clients.s3.send(
    new GetObjectCommand({
      Bucket: location.bucket,
      Key: key,
      VersionId: versionId,
      Range: "bytes=0-511",
    }),
  );
  const head = await Body!.transformToString();
  const [serial, lineage] = [ownValue(head, "serial")?.text, ownValue(head, "lineage")?.text];
  if (serial !== undefined && lineage !== undefined) {
    return { serial: Number(serial), lineage: JSON.parse(lineage) };
  }
  return parseState(String(await readVersion(clients, location, key, versionId)));
}
