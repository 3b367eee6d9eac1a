import path from "node:path";
import { OperationError } from "../../core/errors";
import { providersIn } from "./state-providers";

/** Where a state comes from, and how it is kept still meanwhile. */
export interface Source {
  /** As messages name it; the same for the same place, so that a second run knows it again. */
  readonly name: string;
  /** What is to be done there after the move, in one line. */
  readonly advice: string;
  /** Where `terraform state` commands work on it, to go on after a command: "in ...". */
  readonly terraformIn: string;
  /**
   * The files on this machine that hold the state or older ones of it. The state's own comes last: as
   * long as it is there, a run that was stopped can be repeated.
   */
  localFiles(): Promise<readonly string[]>;
  /** Releases what a run of this checkout left locked when it was killed. */
  recover(): Promise<void>;
  /**
   * @returns undefined when there is nothing
   * @throws OperationError when what lies there cannot be trusted
   */
  read(): Promise<string | undefined>;
  /**
   * Does something while Terraform cannot change the state.
   *
   * @param text of the state as it was read
   * @throws OperationError with exit code 7 when somebody else has locked it
   */
  holding<Result>(text: string, work: () => Promise<Result>): Promise<Result>;
  /**
   * Takes the state out of use there, in a way that can be undone; undefined if that is left to the
   * person. The caller must hold the lock.
   */
  readonly retire?: (() => Promise<void>) | undefined;
  /** @throws OperationError when it cannot be retired */
  readonly checkRetire?: (() => Promise<void>) | undefined;
}

/** @throws OperationError when a source cannot be retired */
export async function checkRetire(source: Source): Promise<void> {
  if (source.checkRetire) return source.checkRetire();
  throw new OperationError(
    `--retire: got ${source.name}, expected a source of the form s3://<bucket>/<key>`,
  );
}

/** A bucket of states. */
export interface BucketAddress {
  readonly bucket: string;
  readonly region?: string | undefined;
  /** The lock table of the backend it belongs to. */
  readonly table?: string | undefined;
}

/** A state object in a bucket. */
export interface S3Address extends BucketAddress {
  readonly key: string;
}

export type SourceAddress =
  | { readonly type: "s3"; readonly address: S3Address }
  | { readonly type: "bucket"; readonly address: BucketAddress }
  | { readonly type: "path"; readonly path: string };

const S3_URL = /^s3:\/\/([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * Reads what `--from` says: a path, or `s3://bucket/key?region=..&table=..`, the key left out for
 * all states of the bucket.
 *
 * @param folder that relative paths start from
 */
export function parseSource(from: string, folder: string): SourceAddress {
  if (!/^[a-z0-9]+:\/\//i.test(from)) return { type: "path", path: path.resolve(folder, from) };
  const [, bucket, key, query] = S3_URL.exec(from) ?? [];
  const { region, table, ...others } = Object.fromEntries(new URLSearchParams(query));
  if (bucket === undefined || Object.keys(others).length > 0) {
    throw new OperationError(
      `--from: got ${from}, expected a state file, a folder that init has prepared, ` +
        "or s3://<bucket>/<key>, with ?region=<region>&table=<lock table> where needed",
    );
  }
  if (!key) return { type: "bucket", address: { bucket, region, table } };
  return { type: "s3", address: { bucket, key, region, table } };
}

/**
 * A provider that something in the state belongs to, as `registry.example.com/hashicorp/aws`;
 * undefined in a state without resources.
 */
export function providerIn(text: string): string | undefined {
  const providers = providersIn(text);
  return (providers.find(({ addresses }) => addresses.length > 0) ?? providers[0])?.name;
}
