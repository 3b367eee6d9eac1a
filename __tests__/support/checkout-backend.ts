import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { S3StateBackend } from "../../constructs/state/backend";
import type { StateLocation } from "../../environments/names";
import type { Emulator } from "../../operations/rehearsal/emulator";
import type { AwsClients } from "../../operations/state/clients";
import { digestOf } from "../../operations/state/digest/digest";
import { StateLocks } from "../../operations/state/lock/locks";
import { accessTo, ACCOUNT, clientsOf, makeBackend, ownEmulator, REGION } from "./emulated";
import { groundwork, type Ended } from "./project";
import { StackFolder } from "./stack-folder";
import { TerraformFolder } from "./terraform-folder";

const BUCKET = `groundwork-${ACCOUNT}-${REGION}-tfstate`;

/** One version of an object as S3 lists it. */
export interface StoredVersion {
  readonly key: string;
  readonly id: string;
  readonly current: boolean;
}

/** The state backend that this checkout's configuration names, in an emulator of its own. */
export class CheckoutBackend {
  readonly location: StateLocation = {
    bucket: BUCKET,
    logBucket: `${BUCKET}-logs`,
    lockTable: "groundwork-terraform-locks",
    lock: "both",
    kmsAlias: "alias/groundwork-terraform-state",
    kmsAliasArn: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/groundwork-terraform-state`,
    region: REGION,
    accountId: ACCOUNT,
  };
  readonly clients: AwsClients;
  readonly locks: StateLocks;
  private readonly folders: { remove(): Promise<void> }[] = [];

  private constructor(private readonly emulator: Emulator) {
    this.clients = clientsOf(emulator.endpoint);
    this.locks = new StateLocks(this.location, this.clients);
  }

  /** @param name of the test, for the emulator's log */
  static async create(name: string): Promise<CheckoutBackend> {
    const backend = new CheckoutBackend(await ownEmulator(name));
    await makeBackend(backend.clients, backend.location);
    return backend;
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  get env(): NodeJS.ProcessEnv {
    return accessTo(this.endpoint);
  }

  /**
   * A command of this checkout. Whatever it does, nothing that could be recovered before is lost.
   *
   * @param endpoint of a proxy before the emulator
   */
  async command(args: readonly string[], endpoint = this.endpoint): Promise<Ended> {
    const before = await this.recoverable();
    const ended = await this.runOnly(args, endpoint);
    const after = new Set(await this.recoverable());
    const lost = before.filter((version) => !after.has(version));
    if (lost.length > 0) throw new Error(`${args.join(" ")} lost ${lost.join(", ")}`);
    return ended;
  }

  /** The same where there is no backend to look at. */
  async runOnly(args: readonly string[], endpoint = this.endpoint): Promise<Ended> {
    const ended = await groundwork(args, accessTo(endpoint));
    if (/^ +at /m.test(ended.stderr)) throw new Error(`a stack trace: ${ended.stderr}`);
    return ended;
  }

  /** Terraform in a stack of this checkout. */
  async stack(name: string): Promise<StackFolder> {
    return this.keep(await StackFolder.create(name, this.env));
  }

  /** The same with two versions of its state: the first holds one resource alone, its key. */
  async stackOfTwoVersions(name: string) {
    const stack = await this.stack(name);
    const [key] = await stack.addresses("aws_kms_key");
    await stack.apply(`-target=${key}`);
    await stack.apply();
    return { stack, some: [key!], all: await stack.list() };
  }

  /** Terraform on any configuration, with its state under a key of this backend. */
  async folder(key: string, configuration: object): Promise<TerraformFolder> {
    const { bucket, lockTable, lock, region } = this.location;
    const backend: S3StateBackend = {
      type: "s3",
      accountId: ACCOUNT,
      bucket,
      lockTable,
      lock,
      region,
    };
    return this.keep(await TerraformFolder.create(backend, key, configuration, this.env));
  }

  private keep<Folder extends { remove(): Promise<void> }>(folder: Folder): Folder {
    this.folders.push(folder);
    return folder;
  }

  async put(Key: string, Body: string, Bucket = BUCKET): Promise<string | undefined> {
    return (await this.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  }

  async delete(Key: string): Promise<void> {
    await this.clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  }

  async read(Key: string, VersionId?: string): Promise<string> {
    const { Body } = await this.clients.s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key, ...(VersionId && { VersionId }) }),
    );
    return Body!.transformToString();
  }

  async setVersioning(Status: "Enabled" | "Suspended"): Promise<void> {
    await this.clients.s3.send(
      new PutBucketVersioningCommand({
        Bucket: BUCKET,
        VersioningConfiguration: { Status },
      }),
    );
  }

  /** Versions of objects whose key begins so, newest first for each; no marks of deletion. */
  async versions(Prefix: string): Promise<StoredVersion[]> {
    const { Versions = [] } = await this.clients.s3.send(
      new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix }),
    );
    return Versions.map(({ Key, VersionId, IsLatest }) => ({
      key: Key!,
      id: VersionId!,
      current: IsLatest ?? false,
    }));
  }

  /** Every version of a state, or of a copy of one, that can still be read. */
  async recoverable(): Promise<string[]> {
    const stored = await this.versions("");
    const states = stored.filter(({ key }) => /\.tfstate$|\.backups\//.test(key));
    return Promise.all(
      states.map(async ({ key, id }) => `${key} ${id} ${digestOf(await this.read(key, id))}`),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.folders.map((folder) => folder.remove()));
    await this.emulator.stop();
  }
}
