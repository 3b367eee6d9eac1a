import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { httpStatus } from "../../core/aws/error";
import { parseId } from "./plan-id";
import {
  isSummary,
  type Approval,
  type Outcome,
  type PlanRecord,
  type PlanSummary,
  type Started,
} from "./plan-meta";
import {
  clockOf,
  listObjects,
  newestFirst,
  summaryKey,
  type StoredObject,
  type StoredPlan,
} from "./plan-order";
import { writeOnce } from "./write-once";

export interface PlanStoreOptions {
  readonly bucket: string;
  /** ARN of the alias of the key that encrypts the bucket. */
  readonly kmsAliasArn: string;
}

/** A stored plan of which not all can be read: somebody else has written to the store. */
export interface UnreadablePlan {
  readonly id: string;
  readonly problem: string;
}

/** Which plans are listed. */
interface Wanted {
  /** @default those of all stacks */
  readonly stack?: string | undefined;
  /** How many of the newest. @default all */
  readonly limit?: number;
}

/**
 * The bucket of plans. Whatever says what was decided or done is written once and never again.
 *
 * What may be missing is listed before it is read: without a right to list all of the bucket, S3
 * answers the read of a missing object with AccessDenied instead of NoSuchKey (API reference,
 * GetObject).
 */
export class PlanStore {
  /** The time by S3's clock, or by this machine's if that is later. */
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

  /** The log of an apply; undefined if none has ended. */
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
      this.objects(`summaries/${owner}/${stack}-`),
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
   * @throws OperationError when one of them cannot be read
   */
  async records(wanted: Wanted = {}): Promise<PlanRecord[]> {
    const reads = await this.reads(wanted);
    return Promise.all(reads.map(({ read }) => read()));
  }

  /** The same for people: a plan that cannot be read does not stop the list of the others. */
  async list(wanted: Wanted = {}): Promise<(PlanRecord | UnreadablePlan)[]> {
    const reads = await this.reads(wanted);
    return Promise.all(
      reads.map(({ id, read }) =>
        read().catch((error: unknown) => {
          if (!(error instanceof OperationError)) throw error;
          return { id, problem: error.message };
        }),
      ),
    );
  }

  /** How each of the wanted plans is read. */
  private async reads({ stack, limit }: Wanted) {
    const below = stack === undefined ? "" : `${stack.replace(/-stack$/, "")}/`;
    const [summaries, approvals, results] = await Promise.all([
      this.objects(`summaries/${below}`),
      this.keys(`approvals/${below}`),
      this.keys(`results/${below}`),
    ]);
    const plans = newestFirst(summaries);
    const decided = [...approvals, ...results];
    return plans
      .slice(0, limit)
      .map((plan) => ({ id: plan.id, read: () => this.read(plan, plans, decided) }));
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
      this.getJson<unknown>(summaryKey(id)),
      json<Approval>(`approvals/${place(id)}.json`),
      json<Started>(`results/${place(id)}/started.json`),
      json<Outcome>(`results/${place(id)}/outcome.json`),
    ]);
    if (!isSummary(summary)) {
      throw new OperationError(
        `s3://${this.options.bucket}/${summaryKey(id)}: got JSON that is no summary of a plan: somebody has written to the store`,
        MISMATCH,
      );
    }
    const newer = newest === id ? undefined : newest;
    return { summary, storedAt: storedAt.toISOString(), approval, started, outcome, newer };
  }

  private async keys(prefix: string): Promise<string[]> {
    return (await this.objects(prefix)).map(({ key }) => key);
  }

  private objects(prefix: string): Promise<StoredObject[]> {
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

  private put(Key: string, Body: Buffer, ContentType: string): Promise<void> {
    const { bucket: Bucket, kmsAliasArn } = this.options;
    return writeOnce(this.s3, { Bucket, Key, Body, ContentType, kmsAliasArn });
  }
}

/** `dev/dev-stack-...`, below each part of the bucket. */
function place(id: string): string {
  const parsed = parseId(id);
  if (parsed === undefined)
    throw new OperationError(`got the plan id ${id}, expected one as plan prints it`);
  return `${parsed.owner}/${id}`;
}
