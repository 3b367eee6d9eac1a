import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { OperationError } from "../../core/errors";
import { httpStatus } from "../../core/aws-error";
import { parseId } from "./plan-id";
import type { Approval, Outcome, PlanRecord, PlanSummary, Started } from "./plan-meta";
import {
  clockOf,
  listObjects,
  newestFirst,
  summaryKey,
  type StoredObject,
  type StoredPlan,
} from "./plan-order";

export interface PlanStoreOptions {
  readonly bucket: string;
  /** Of the key that encrypts it. */
  readonly kmsAliasArn: string;
}

/** Somebody else has written it before. */
export class AlreadyThereError extends Error {
  override readonly name = "AlreadyThereError";
}

/**
 * The bucket of plans. Whatever says what was decided or done is written once and never again.
 *
 * What may be missing is listed before it is read: without a right to list all of the bucket, S3
 * answers the read of a missing object with AccessDenied instead of NoSuchKey (API reference,
 * GetObject).
 */
export class PlanStore {
  /** By S3's clock, or this machine's where that is later. */
  readonly now: () => Date;

  constructor(
    private readonly s3: S3Client,
    private readonly options: PlanStoreOptions,
  ) {
    this.now = clockOf(s3);
  }

  putBundle(id: string, bundle: Buffer): Promise<void> {
    return this.put(`plans/${place(id)}/bundle.tgz`, bundle, "application/gzip");
  }

  async getBundle(id: string): Promise<Buffer> {
    const key = `plans/${place(id)}/bundle.tgz`;
    try {
      return await this.get(key);
    } catch (error) {
      if (httpStatus(error) === 403) {
        throw new OperationError(
          `AWS refuses to read s3://${this.options.bucket}/${key} to this identity: only those who apply to that environment may. ` +
            "To those it says the same of a plan that is deleted already, after planRetentionDays",
        );
      }
      throw error;
    }
  }

  putSummary(summary: PlanSummary): Promise<void> {
    return this.putJson(summaryKey(summary.id), summary);
  }

  /** @throws AlreadyThereError when it is decided */
  putApproval(id: string, approval: Approval): Promise<void> {
    return this.putJson(`approvals/${place(id)}.json`, approval);
  }

  /** @throws AlreadyThereError when another apply has begun */
  putStarted(id: string, started: Started): Promise<void> {
    return this.putJson(`results/${place(id)}/started.json`, started);
  }

  putOutcome(id: string, outcome: Outcome): Promise<void> {
    return this.putJson(`results/${place(id)}/outcome.json`, outcome);
  }

  putOutputs(id: string, outputs: object): Promise<void> {
    return this.putJson(`results/${place(id)}/outputs.json`, outputs);
  }

  putLog(id: string, log: string): Promise<void> {
    return this.put(`results/${place(id)}/log.txt`, Buffer.from(log), "text/plain; charset=utf-8");
  }

  /** What an apply said; undefined where none has ended. */
  async getLog(id: string): Promise<string | undefined> {
    const key = `results/${place(id)}/log.txt`;
    return (await this.keys(key)).includes(key) ? (await this.get(key)).toString() : undefined;
  }

  /** All that is known of a plan; undefined where there is none of that id. */
  async record(id: string): Promise<PlanRecord | undefined> {
    const parsed = parseId(id);
    if (parsed === undefined) return undefined;
    const { owner, stack } = parsed;
    const [summaries, approvals, results] = await Promise.all([
      this.list(`summaries/${owner}/${stack}-`),
      this.keys(`approvals/${owner}/${id}`),
      this.keys(`results/${owner}/${id}/`),
    ]);
    const plans = newestFirst(summaries);
    const plan = plans.find((one) => one.id === id);
    return plan && this.read(plan, plans, [...approvals, ...results]);
  }

  /** The newest plan of a stack; undefined where there is none. */
  async newest(stack: string): Promise<PlanRecord | undefined> {
    return (await this.records({ stack, limit: 1 }))[0];
  }

  /**
   * What is known of plans, newest first.
   *
   * @param of the owner of a stack, a stack, or all
   */
  async records(
    of: { readonly stack?: string | undefined; readonly limit?: number } = {},
  ): Promise<PlanRecord[]> {
    const below = of.stack === undefined ? "" : `${of.stack.replace(/-stack$/, "")}/`;
    const [summaries, approvals, results] = await Promise.all([
      this.list(`summaries/${below}`),
      this.keys(`approvals/${below}`),
      this.keys(`results/${below}`),
    ]);
    const plans = newestFirst(summaries);
    const decided = [...approvals, ...results];
    return Promise.all(plans.slice(0, of.limit).map((plan) => this.read(plan, plans, decided)));
  }

  /**
   * @param plans all of the stack, others besides, newest first
   * @param keys of the objects that say what became of it, others besides
   */
  private async read(
    { id, stack, storedAt }: StoredPlan,
    plans: readonly StoredPlan[],
    keys: readonly string[],
  ): Promise<PlanRecord> {
    const newest = plans.find((other) => other.stack === stack)!.id;
    const json = async <Type>(key: string): Promise<Type | undefined> =>
      keys.includes(key) ? this.getJson<Type>(key) : undefined;
    const [summary, approval, started, outcome] = await Promise.all([
      this.getJson<PlanSummary>(summaryKey(id)),
      json<Approval>(`approvals/${place(id)}.json`),
      json<Started>(`results/${place(id)}/started.json`),
      json<Outcome>(`results/${place(id)}/outcome.json`),
    ]);
    const newer = newest === id ? undefined : newest;
    return { summary, storedAt: storedAt.toISOString(), approval, started, outcome, newer };
  }

  private async keys(prefix: string): Promise<string[]> {
    return (await this.list(prefix)).map(({ key }) => key);
  }

  private list(prefix: string): Promise<StoredObject[]> {
    return listObjects(this.s3, this.options.bucket, prefix);
  }

  private async getJson<Type>(key: string): Promise<Type> {
    const text = (await this.get(key)).toString();
    try {
      return JSON.parse(text) as Type;
    } catch {
      throw new OperationError(`s3://${this.options.bucket}/${key}: got a text that is not JSON`);
    }
  }

  private async get(Key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.options.bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  private putJson(key: string, value: object): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    return this.put(key, Buffer.from(text), "application/json");
  }

  /** Never replaces anything. */
  private async put(Key: string, Body: Buffer, ContentType: string): Promise<void> {
    const { bucket: Bucket, kmsAliasArn } = this.options;
    const write = randomUUID();
    const command = new PutObjectCommand({
      Bucket,
      Key,
      Body,
      ContentType,
      IfNoneMatch: "*",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: kmsAliasArn,
      Metadata: { write },
    });
    try {
      await this.sendAgain(command);
    } catch (error) {
      if (![409, 412].includes(httpStatus(error) ?? 0)) throw error;
      // The client sends a write again whose answer it did not get, and is refused for its first.
      if (!(await this.isOf(Key, write))) throw new AlreadyThereError(Key);
    }
  }

  /** S3 user guide, conditional writes: after a 409, which is for two at once, to be sent again. */
  private async sendAgain(command: PutObjectCommand): Promise<void> {
    for (const pause of [...CONFLICT_PAUSES_MS, undefined]) {
      try {
        await this.s3.send(command);
        return;
      } catch (error) {
        if (httpStatus(error) !== 409 || pause === undefined) throw error;
        await sleep(pause);
      }
    }
  }

  /** Whether an object is what one call of `put` has written. No, where it may not be looked at. */
  private async isOf(Key: string, write: string): Promise<boolean> {
    try {
      const { Metadata } = await this.s3.send(
        new HeadObjectCommand({ Bucket: this.options.bucket, Key }),
      );
      return Metadata?.["write"] === write;
    } catch (error) {
      if ([403, 404].includes(httpStatus(error) ?? 0)) return false;
      throw error;
    }
  }
}

/** How long to wait before each further try, in milliseconds. */
const CONFLICT_PAUSES_MS = [100, 300, 900];

/** `dev/dev-stack-...`, below each part of the bucket. */
function place(id: string): string {
  const parsed = parseId(id);
  if (parsed === undefined)
    throw new OperationError(`got the plan id ${id}, expected one as plan prints it`);
  return `${parsed.owner}/${id}`;
}
