import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
} from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import { OperationError } from "../../core/errors";
import { LOCKED, MISMATCH } from "../../core/exit-codes";
import { shellWord } from "../../core/shell-word";
import { awsError, httpStatus } from "../../core/aws/error";
import { emulatorEndpoint } from "../../core/endpoint";
import { awsClients, type AwsClients } from "../clients";
import { digestOf, storedDigest } from "../state-digest";
import { terraformCommand } from "../../terraform/release";
import type { LockInfo } from "../../terraform/lock-info";
import { StateLocks, type Locks } from "../lock/locks";
import type { OpenBackend } from "../open";
import type { BucketAddress, Source } from "./migration-source";
import { readEncryption, readStateBytes, type Encryption } from "../state-object";

/** A bucket of states, and how it is locked. */
export interface ForeignBackend {
  readonly location: StateLocation;
  readonly clients: AwsClients;
  readonly locks: StateLocks;
}

/**
 * How a bucket of states that somebody made is reached. In this project's own bucket its own lock
 * table counts, unless another is named; elsewhere, without a table, only lock files.
 *
 * @throws OperationError when there is no such bucket, or no access to it
 */
export async function foreignBackend(
  { bucket, region, table }: BucketAddress,
  home: Pick<OpenBackend, "location" | "clients" | "person">,
  env: NodeJS.ProcessEnv,
): Promise<ForeignBackend> {
  const same = bucket === home.location.bucket;
  const where = region ?? (await regionOf(bucket, home));
  const lockTable = table ?? (same ? home.location.lockTable : "");
  const location: StateLocation = {
    ...home.location,
    bucket,
    region: where,
    lockTable,
    lock: lockTable === "" ? "s3" : "both",
    kmsAliasArn: same ? home.location.kmsAliasArn : "",
  };
  const endpoint = emulatorEndpoint(env);
  const clients =
    where === home.location.region ? home.clients : awsClients({ region: where, endpoint, env });
  return { location, clients, locks: new StateLocks(location, clients, home.person) };
}

async function regionOf(
  bucket: string,
  { clients, location }: Pick<OpenBackend, "location" | "clients">,
): Promise<string> {
  try {
    const { BucketRegion } = await clients.s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return BucketRegion ?? location.region;
  } catch (error) {
    const status = httpStatus(error);
    if (status === 404) throw new OperationError(`bucket ${bucket} does not exist`);
    if (status === 403)
      throw new OperationError(`bucket ${bucket}: no access with these credentials`);
    throw awsError(`bucket ${bucket}`, error);
  }
}

export interface S3SourceOptions {
  readonly key: string;
  readonly backend: ForeignBackend;
  readonly env: NodeJS.ProcessEnv;
}

/** A state under some key of some bucket. */
export class S3Source implements Source {
  readonly name: string;
  readonly advice: string;
  readonly terraformIn: string;

  constructor(private readonly options: S3SourceOptions) {
    const { bucket } = options.backend.location;
    this.name = `s3://${bucket}/${options.key}`;
    this.terraformIn = `in the folder of its configuration, or in one with that backend alone, after ${terraformCommand("init", options.env)}`;
    this.advice =
      `${this.name} is left as it is. Apply with its old configuration no more; once that is out of ` +
      `use, retire it: the same command with --retire, or aws s3 rm ${shellWord(this.name)} (a versioned bucket keeps it).`;
  }

  async localFiles(): Promise<string[]> {
    return [];
  }

  async recover(): Promise<void> {
    const { key, backend } = this.options;
    await backend.locks.releaseLeft(key).catch((error: unknown) => {
      throw this.refusal(error);
    });
  }

  async read(): Promise<string | undefined> {
    const { clients, location } = this.options.backend;
    const [bytes, digest] = await Promise.all([
      readStateBytes(clients, location, this.options.key),
      location.lockTable === "" ? undefined : storedDigest(clients, location, this.options.key),
    ]).catch((error: unknown) => {
      throw this.refusal(error);
    });
    if (bytes !== undefined && digest !== undefined && digest !== digestOf(bytes)) {
      // A run that is at work there writes the state first and its digest after.
      const lock = await this.options.backend.locks.foreign(this.options.key);
      if (lock) throw this.lockedBy(lock);
      throw new OperationError(
        `${this.name}: what lies there has the MD5 ${digestOf(bytes)}, but the last writer noted ` +
          `${digest} in the table ${location.lockTable}: it was overwritten past Terraform, or by a ` +
          "client without the table. Find out which version is right, make it the current one and " +
          `set the Digest of the row ${location.bucket}/${this.options.key}-md5 to its MD5`,
        MISMATCH,
      );
    }
    return bytes?.toString();
  }

  async holding<Result>(_: string, work: () => Promise<Result>): Promise<Result> {
    const { key, backend } = this.options;
    const lock = await this.encryption()
      .then((encryption) => backend.locks.take(key, "migrate", encryption))
      .catch(async (error: unknown) => {
        throw await this.explain(error);
      });
    try {
      return await work();
    } finally {
      await backend.locks.release(key, lock.ID);
    }
  }

  /**
   * The lock file is encrypted as the state is: policies of buckets made by hand often refuse what
   * names no encryption. In this project's own bucket its own key counts.
   */
  private async encryption(): Promise<Encryption | undefined> {
    const { key, backend } = this.options;
    const { clients, location } = backend;
    return location.kmsAliasArn === "" ? readEncryption(clients, location, key) : undefined;
  }

  /** The words of StateLocks name the stack to unlock, and this key has no stack. */
  private async explain(error: unknown): Promise<unknown> {
    const { row, file }: Locks = await this.options.backend.locks
      .read(this.options.key)
      .catch(() => ({}));
    const lock = row ?? file;
    return lock ? this.lockedBy(lock) : this.refusal(error);
  }

  private lockedBy(lock: LockInfo): OperationError {
    return new OperationError(
      `${this.name} is locked by ${lock.Who} since ${lock.Created} (${lock.Operation}, lock id ${lock.ID}). ` +
        "Wait until that run has ended. If it cannot end any more: " +
        `${terraformCommand(`force-unlock ${lock.ID}`, this.options.env)} in the folder of its configuration`,
      LOCKED,
    );
  }

  /** @throws OperationError when the bucket would not keep what is deleted */
  async checkRetire(): Promise<void> {
    const { clients, location } = this.options.backend;
    const { Status } = await clients.s3.send(
      new GetBucketVersioningCommand({ Bucket: location.bucket }),
    );
    if (Status === "Enabled") return;
    throw new OperationError(
      `--retire: got the bucket ${location.bucket} with versioning ${Status?.toLowerCase() ?? "off"}, ` +
        "expected enabled: deleted there, the state could not be had back. Run it without --retire",
    );
  }

  /**
   * Its digest stays: with it, Terraform with the old configuration stops, where it would otherwise
   * start anew from nothing.
   */
  async retire(): Promise<void> {
    const { clients, location } = this.options.backend;
    await clients.s3.send(
      new DeleteObjectCommand({ Bucket: location.bucket, Key: this.options.key }),
    );
  }

  /** An error of AWS on this bucket or table, which are not this project's. */
  private refusal(error: unknown): unknown {
    if (error instanceof OperationError) return error;
    const { lockTable, region } = this.options.backend.location;
    return (error as Error).name === "ResourceNotFoundException"
      ? new OperationError(
          `table ${lockTable} in ${region} does not exist; expected the lock table of that backend, or none`,
        )
      : awsError(this.name, error);
  }
}
