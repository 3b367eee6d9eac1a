import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { awsError } from "../../core/aws/error";
import { digestOf, storedDigest } from "../state-digest";
import type { DigestFacts } from "./diagnosis";
import type { KnownVersion } from "./known-version";
import type { OpenState } from "../open";
import { stateFormat } from "../../terraform/state-format";
import { listVersions, readVersion, tryVersion, type StateVersion } from "../history/versions";

type Where = Pick<OpenState, "clients" | "location" | "key">;

/**
 * How many versions are read at a time. The first so many are always read, because a person wants
 * to see them.
 */
const AT_A_TIME = 10;

/** How many versions are read at most: the digest of an older one has been wrong for long. */
const MOST = 100;

/** Looks at a state's object, its versions and its digest. */
export async function readDigestFacts(where: Where): Promise<DigestFacts> {
  const { clients, location, key } = where;
  try {
    const [stored, listed, backups] = await Promise.all([
      storedDigest(clients, location, key),
      listVersions(clients, location, key),
      countBackups(where),
    ]);
    const digest = asTerraformReads(stored);
    const versions: KnownVersion[] = [];
    let looked = 0;
    while (looked < Math.min(listed.length, MOST) && !isEnough(versions, digest)) {
      const next = listed.slice(looked, looked + AT_A_TIME);
      looked += next.length;
      const read = await Promise.all(next.map((version) => readOne(where, version)));
      versions.push(...read.filter((one) => one !== undefined));
    }
    return { digest, versions, unread: listed.length - versions.length, backups };
  } catch (error) {
    throw awsError(`s3://${location.bucket}/${key} and its digest`, error);
  }
}

/** Anything else than an MD5 in hexadecimal counts as no digest (client.go, getMD5). */
const asTerraformReads = (digest: string | undefined): string | undefined =>
  /^[0-9a-f]{32}$/i.test(digest ?? "") ? digest!.toLowerCase() : undefined;

/**
 * Whether a version among them fits the digest, or is a state if there is no digest. Then older
 * ones need not be read.
 */
const isEnough = (versions: readonly KnownVersion[], digest: string | undefined): boolean =>
  versions.some(
    ({ format, ...one }) =>
      format !== undefined &&
      (digest === undefined ? format.state !== undefined : one.digest === digest),
  );

/** @returns undefined for an older one that AWS keeps to itself, as what is archived */
async function readOne(
  { clients, location, key }: Where,
  version: StateVersion,
): Promise<KnownVersion | undefined> {
  if (version.deleted) return { ...version, digest: undefined, format: undefined };
  const read = version.current
    ? undefined
    : await tryVersion(clients, location, key, version.versionId);
  if (read?.unread !== undefined) return undefined;
  const bytes = read?.bytes ?? (await readVersion(clients, location, key, version.versionId));
  // Terraform makes the digest of the bytes: the object need not be text.
  return { ...version, digest: digestOf(bytes), format: stateFormat(bytes) };
}

/** Copies of states; those of locks and of digests do not count. */
async function countBackups({ clients, location, key }: Where): Promise<number> {
  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: location.bucket, Prefix: `${key}.backups/` }),
  );
  return Contents.filter(({ Key }) => !/-(unlock|digest-row)$/.test(Key!)).length;
}
