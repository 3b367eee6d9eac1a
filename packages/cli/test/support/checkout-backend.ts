import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { S3StateBackend } from "@groundwork/constructs/state";
import { ownerOf, stateKey } from "@groundwork/configuration/names";
import type { Emulator } from "../../src/emulator/emulator";
import type { AwsClients } from "../../src/state/clients";
import { matchDigest } from "../../src/state/state-digest";
import type { LockInfo } from "../../src/terraform/lock-info";
import { StateLocks, type Locks } from "../../src/state/lock/locks";
import {
  accessTo,
  clientsOf,
  emptyBackend,
  LOCATION,
  makeBackend,
  ownEmulator,
  setVersioning,
} from "./emulated";
import { groundwork, killTree, type Ended } from "@groundwork/testing/project";
import { StackFolder } from "./stack-folder";
import { TerraformFolder, waitingResource } from "./terraform-folder";
import { until } from "./until";

const { bucket: BUCKET } = LOCATION;

const stateKeyOf = (stack: string): string => stateKey(ownerOf(stack));

/** One version of an object as S3 lists it. */
export interface StoredVersion {
  readonly key: string;
  readonly id: string;
  readonly etag: string;
  readonly current: boolean;
}

/** The state backend that this checkout's configuration names, in an emulator of its own. */
export class CheckoutBackend {
  readonly location = LOCATION;
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

  /**
   * The same with two versions of its state: the first holds one resource alone, its key. `begin`
   * empties the backend and puts both there again, for the next test.
   */
  async stackOfTwoVersions(name: string) {
    const stack = await this.stack(name);
    const stateKey = stateKeyOf(name);
    const [key] = await stack.addresses("aws_kms_key");
    await stack.apply(`-target=${key}`);
    const first = await this.read(stateKey);
    await stack.apply();
    const second = await this.read(stateKey);
    const begin = async () => {
      await emptyBackend(this.clients, this.location);
      await this.put(stateKey, first);
      await this.put(stateKey, second);
      await matchDigest(this.clients, this.location, stateKey);
    };
    return { stack, some: [key!], all: await stack.list(), begin };
  }

  /** Terraform on any configuration, with its state under a key of this backend. */
  async folder(key: string, configuration: object): Promise<TerraformFolder> {
    const backend: S3StateBackend = { type: "s3", ...this.location };
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

  async setVersioning(status: "Enabled" | "Suspended"): Promise<void> {
    await setVersioning(this.clients.s3, BUCKET, status);
  }

  /** Versions of objects whose key begins so, newest first for each; no marks of deletion. */
  async versions(Prefix: string): Promise<StoredVersion[]> {
    const { Versions = [] } = await this.clients.s3.send(
      new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix }),
    );
    return Versions.map(({ Key, VersionId, ETag, IsLatest }) => ({
      key: Key!,
      id: VersionId!,
      etag: ETag!,
      current: IsLatest ?? false,
    }));
  }

  /** Ids of a state's versions, newest first. */
  async stateVersions(stateKey: string): Promise<string[]> {
    return (await this.versions(stateKey))
      .filter(({ key }) => key === stateKey)
      .map(({ id }) => id);
  }

  async serialOf(stateKey: string, id?: string): Promise<number> {
    return JSON.parse(await this.read(stateKey, id)).serial;
  }

  /** Does something while a real apply holds the lock of a stack's state, and kills that then. */
  async whileLocked(
    stack: StackFolder,
    stateKey: string,
    work: (held: Record<keyof Locks, LockInfo>) => Promise<void>,
  ): Promise<void> {
    const file = path.join(stack.dir, "slow.tf.json");
    await writeFile(file, JSON.stringify(waitingResource()));
    const apply = stack.start("apply", "-auto-approve", "-input=false");
    try {
      const held = await until("both locks", async () => {
        const { row, file } = await this.locks.read(stateKey);
        return row && file && { row, file };
      });
      await work(held);
    } finally {
      await killTree(apply.pid!);
      await rm(file);
    }
  }

  /** Every version of a state, or of a copy of one, with what tells its content. */
  async recoverable(): Promise<string[]> {
    const stored = await this.versions("");
    const states = stored.filter(({ key }) => /\.tfstate$|\.backups\//.test(key));
    return states.map(({ key, id, etag }) => `${key} ${id} ${etag}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.folders.map((folder) => folder.remove()));
    await this.emulator.stop();
  }
}
