import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { OperationError } from "../../errors";
import { httpStatus } from "../../state/aws-error";
import { newestId, parseId } from "./plan-id";
import type { Approval, Outcome, PlanRecord, PlanSummary, Started } from "./plan-meta";

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
  constructor(
    private readonly s3: S3Client,
    private readonly options: PlanStoreOptions,
  ) {}

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
    return this.putJson(`summaries/${place(summary.id)}.json`, summary);
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
    return (await this.list(key)).includes(key) ? (await this.get(key)).toString() : undefined;
  }

  /** All that is known of a plan; undefined where there is none of that id. */
  async record(id: string): Promise<PlanRecord | undefined> {
    const parsed = parseId(id);
    if (parsed === undefined) return undefined;
    const { owner, stack } = parsed;
    const [summaries, approvals, results] = await Promise.all([
      this.list(`summaries/${owner}/${stack}-`),
      this.list(`approvals/${owner}/${id}`),
      this.list(`results/${owner}/${id}/`),
    ]);
    const ids = summaries.map(idIn);
    return ids.includes(id) ? this.read(id, ids, [...approvals, ...results]) : undefined;
  }

  /** The newest plan of a stack; undefined where there is none. */
  async newest(stack: string): Promise<PlanRecord | undefined> {
    const [record] = await this.records({ stack, limit: 1 });
    return record;
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
    const [summaries, approvals, results] = await Promise.all(
      ["summaries", "approvals", "results"].map((part) => this.list(`${part}/${below}`)),
    );
    const ids = summaries!.map(idIn).filter((id) => parseId(id) !== undefined);
    const newestFirst = ids.toSorted((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1));
    const decided = [...approvals!, ...results!];
    return Promise.all(newestFirst.slice(0, of.limit).map((id) => this.read(id, ids, decided)));
  }

  /**
   * @param ids of all plans of the stack, others besides
   * @param keys of the objects that say what became of it, others besides
   */
  private async read(
    id: string,
    ids: readonly string[],
    keys: readonly string[],
  ): Promise<PlanRecord> {
    const { stack } = parseId(id)!;
    const newest = newestId(ids.filter((other) => parseId(other)?.stack === stack));
    const json = async <Type>(key: string): Promise<Type | undefined> =>
      keys.includes(key) ? this.getJson<Type>(key) : undefined;
    const [summary, approval, started, outcome] = await Promise.all([
      this.getJson<PlanSummary>(`summaries/${place(id)}.json`),
      json<Approval>(`approvals/${place(id)}.json`),
      json<Started>(`results/${place(id)}/started.json`),
      json<Outcome>(`results/${place(id)}/outcome.json`),
    ]);
    return { summary, approval, started, outcome, newer: newest === id ? undefined : newest };
  }

  private async list(Prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: this.options.bucket, Prefix, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return keys;
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

/** `summaries/dev/<id>.json` -> id */
const idIn = (key: string): string => key.replace(/^.*\//, "").replace(/\.json$/, "");

/** By time first, whatever the stack. */
const sortKey = (id: string): string => `${parseId(id)!.time} ${id}`;
