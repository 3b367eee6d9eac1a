import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { Emulator } from "../../src/emulator/emulator";
import { ensureBucket } from "../../src/state/backend/bucket";
import { ensureTable } from "../../src/state/backend/table";
import type { AwsClients } from "../../src/state/clients";
import { digestOf, matchDigest } from "../../src/state/state-digest";
import type { LockInfo } from "../../src/terraform/lock-info";
import { accessTo, clientsOf, emptyBackend, LOCATION, ownEmulator } from "./emulated";
import { groundwork, run, type Ended } from "@groundwork/testing/project";
import { leftByRehearsal } from "./left-by-rehearsal";
import { waitingResource } from "./terraform-folder";
import { until } from "./until";

export const { bucket: BUCKET, lockTable: TABLE } = LOCATION;

/**
 * One stack after a rehearsal: backend, real state and the folder of its stand-ins, in an emulator of
 * its own that ends with `close`. The rehearsal is one for all files of a run; each has a copy of what
 * it left. What is broken in it, `heal` puts right for the next test.
 */
export class Rehearsed {
  readonly location = LOCATION;
  readonly clients: AwsClients;
  readonly env: NodeJS.ProcessEnv;
  private readonly started: ChildProcess[] = [];

  private constructor(
    readonly stack: string,
    readonly key: string,
    private readonly emulator: Emulator,
    /** Where Terraform works on the stack. */
    readonly dir: string,
    /** The state after the rehearsal. */
    readonly state: string,
  ) {
    this.clients = clientsOf(emulator.endpoint);
    this.env = { ...accessTo(emulator.endpoint), TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  }

  static async create(stack: string, key: string): Promise<Rehearsed> {
    const left = await leftByRehearsal(stack);
    const emulator = await ownEmulator("rehearsed");
    const rehearsed = new Rehearsed(stack, key, emulator, left.dir, left.states[key]!);
    const { clients } = rehearsed;
    await Promise.all([
      ensureBucket(clients, LOCATION, undefined),
      ensureTable(clients, LOCATION, undefined),
    ]);
    for (const [Key, text] of Object.entries(left.states)) {
      await rehearsed.put(text, Key);
      await matchDigest(clients, LOCATION, Key);
    }
    return rehearsed;
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  /** Clients that reach the emulator by another way. */
  clientsAt(endpoint: string): AwsClients {
    return clientsOf(endpoint);
  }

  async close(): Promise<void> {
    await Promise.all([this.emulator.stop(), rm(this.dir, { recursive: true })]);
  }

  /** A command of this checkout on the stack; no command may lower what can be recovered. */
  async groundwork(command: string, args: readonly string[] = [], env = this.env): Promise<Ended> {
    const before = await this.recoverable();
    const ended = await groundwork([command, this.stack, ...args], env);
    const after = await this.recoverable();
    if (after < before) throw new Error(`${command} left ${after} of ${before} versions`);
    if (/^ +at /m.test(ended.stderr)) throw new Error(`a stack trace: ${ended.stderr}`);
    return ended;
  }

  /** How many versions there are of the state, and of copies beside it. */
  async recoverable(): Promise<number> {
    const { Versions = [] } = await this.clients.s3.send(
      new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: this.key }),
    );
    return Versions.filter(({ Key }) => Key !== `${this.key}.tflock`).length;
  }

  terraform(...args: string[]): Promise<Ended> {
    return run("terraform", args, { cwd: this.dir, env: this.env });
  }

  /**
   * Terraform takes the state, and finds nothing to change. Where all that it reads is as the
   * rehearsal left it, whose last plan found nothing, it is not asked again.
   */
  async expectClean(): Promise<void> {
    const [text, digest, locks] = await Promise.all([this.read(), this.digest(), this.locks()]);
    const isLeft = text !== undefined && withoutSerial(text) === withoutSerial(this.state);
    if (isLeft && digest === digestOf(text) && Object.keys(locks).length === 0) return;
    const { code, stderr } = await this.terraform("plan", "-input=false", "-detailed-exitcode");
    if (code !== 0) throw new Error(`terraform plan ended with ${code}: ${stderr || "changes"}`);
  }

  /** Starts an apply that holds the lock until it is killed. */
  async slowApply(): Promise<{ victim: ChildProcess; lock: LockInfo }> {
    await writeFile(path.join(this.dir, SLOW), JSON.stringify(waitingResource()));
    const victim = spawn("terraform", ["apply", "-input=false", "-auto-approve"], {
      cwd: this.dir,
      env: { ...process.env, ...this.env },
      stdio: "ignore",
    });
    this.started.push(victim);
    const lock = await until("both locks", async () => {
      const { row, file } = await this.locks();
      return row !== undefined && file !== undefined && (JSON.parse(row) as LockInfo);
    });
    return { victim, lock };
  }

  /** Starts an apply and kills it while it holds the lock, as a power cut would. */
  async killedApply(): Promise<LockInfo> {
    const { victim, lock } = await this.slowApply();
    await this.kill(victim);
    return lock;
  }

  /** Kills it as a power cut would. */
  async kill(apply: ChildProcess): Promise<void> {
    await kill(apply);
    await rm(path.join(this.dir, SLOW), { force: true });
  }

  /** What lies in the two places of the lock; `""` for a row without Info. */
  async locks(): Promise<{ row?: string; file?: string }> {
    const { Item } = await this.clients.dynamodb.send(
      new GetItemCommand({ TableName: TABLE, Key: this.row(), ConsistentRead: true }),
    );
    const file = await this.read(`${this.key}.tflock`);
    return {
      ...(Item && { row: Item["Info"]?.S ?? "" }),
      ...(file !== undefined && { file }),
    };
  }

  async lockRow(text: string | undefined): Promise<void> {
    const Item = { ...this.row(), ...(text !== undefined && { Info: { S: text } }) };
    await this.clients.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  }

  lockFile(text: string): Promise<string> {
    return this.put(text, `${this.key}.tflock`);
  }

  async unlockRow(): Promise<void> {
    await this.clients.dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: this.row() }));
  }

  unlockFile(): Promise<void> {
    return this.delete(`${this.key}.tflock`);
  }

  /** @returns the version's id */
  async put(text: string | Uint8Array, Key = this.key): Promise<string> {
    const { VersionId } = await this.clients.s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key,
        Body: text,
        ContentLength: Buffer.byteLength(text),
      }),
    );
    return VersionId!;
  }

  async delete(Key = this.key): Promise<void> {
    await this.clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  }

  async read(Key = this.key): Promise<string | undefined> {
    try {
      const { Body } = await this.clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return await Body!.transformToString();
    } catch {
      return undefined;
    }
  }

  async digest(Key = this.row("-md5")): Promise<string | undefined> {
    const { Item } = await this.clients.dynamodb.send(
      new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }),
    );
    return Item?.["Digest"]?.S;
  }

  async setDigest(digest: string, row = this.row("-md5")): Promise<void> {
    const Item = { ...row, Digest: { S: digest } };
    await this.clients.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  }

  async removeDigest(): Promise<void> {
    const Key = this.row("-md5");
    await this.clients.dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key }));
  }

  /** Puts the state of the rehearsal back, with its digest, without locks and other versions. */
  async heal(): Promise<void> {
    await Promise.all(this.started.splice(0).map((apply) => this.kill(apply)));
    await emptyBackend(this.clients, LOCATION, this.key);
    await this.put(this.state);
    await this.setDigest(digestOf(this.state));
  }

  private row(suffix = "") {
    return { LockID: { S: `${BUCKET}/${this.key}${suffix}` } };
  }
}

const SLOW = "slow.tf.json";

/** The first is the state's own, as Terraform writes it. */
const withoutSerial = (state: string): string => state.replace(/"serial": ?\d+/, "");

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
