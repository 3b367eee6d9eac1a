import { ownerOf } from "@groundwork/configuration/names";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { parseId } from "./plan-id";
import {
  isSummary,
  type Approval,
  type Outcome,
  type PlanRecord,
  type PlanSummary,
  type Started,
} from "./plan-meta";
import { detailsKey, newestFirst, summaryKey, type StoredPlan } from "./plan-order";
import type { StoreObjects } from "./store-objects";

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

/** The store of plans. Whatever says what was decided or done is written once and never again. */
export class PlanStore {
  constructor(private readonly objects: StoreObjects) {}

  /** Where it lies, for people: `s3://bucket`, or the path of a folder. */
  get address(): string {
    return this.objects.address;
  }

  /** The time by the clock of the store, or by this machine's if that is later. */
  now(): Date {
    return this.objects.now();
  }

  putBundle(id: string, bundle: Buffer): Promise<void> {
    return this.put(`plans/${place(id)}/bundle.tgz`, bundle, "application/gzip");
  }

  async getBundle(id: string): Promise<Buffer> {
    const key = `plans/${place(id)}/bundle.tgz`;
    try {
      return await this.objects.get(key);
    } catch (error) {
      throw this.objects.explainPlan(key, error);
    }
  }

  /** @param text of which the summary has the hash */
  putDetails(id: string, text: string): Promise<void> {
    return this.put(detailsKey(id), Buffer.from(text), "application/json");
  }

  async getDetails(id: string): Promise<string> {
    return (await this.objects.get(detailsKey(id))).toString();
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
    return this.putJson(startedKey(id), started);
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
    return (await this.keys(key)).includes(key)
      ? (await this.objects.get(key)).toString()
      : undefined;
  }

  /** All that is known of a plan; undefined where there is none of that id. */
  async record(id: string): Promise<PlanRecord | undefined> {
    const parsed = parseId(id);
    if (parsed === undefined) return undefined;
    const { owner, stack } = parsed;
    const [summaries, approvals, results] = await Promise.all([
      this.objects.list(`summaries/${owner}/${stack}-`),
      this.keys(`approvals/${owner}/${id}`),
      this.keys(`results/${owner}/${id}/`),
    ]);
    const plans = newestFirst(summaries);
    const plan = plans.find((one) => one.id === id);
    return plan && this.read(plan, plans, new Set([...approvals, ...results]));
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
    return Promise.all(reads.map(({ id, read }) => readable(id, read)));
  }

  /**
   * Plans of which an apply began since a time, in the order in which they began, and of each stack
   * the one before. Who approved them is not read.
   */
  async applied(since: Date): Promise<(PlanRecord | UnreadablePlan)[]> {
    const [summaries, results] = await Promise.all([
      this.objects.list("summaries/"),
      this.objects.list("results/"),
    ]);
    const plans = newestFirst(summaries);
    const began = new Map(results.map(({ key, lastModified }) => [key, lastModified]));
    const beganAt = ({ id }: StoredPlan) => began.get(startedKey(id));
    const applied = plans
      .filter((plan) => beganAt(plan) !== undefined)
      .toSorted((a, b) => beganAt(a)!.valueOf() - beganAt(b)!.valueOf());
    const wanted = applied.filter((plan, index) => {
      const next = applied.slice(index + 1).find(({ stack }) => stack === plan.stack);
      return beganAt(plan)! >= since || next === undefined || beganAt(next)! >= since;
    });
    const keys = new Set(began.keys());
    return pMap(
      wanted,
      (plan) => readable(plan.id, () => this.read(plan, plans, keys)),
      AT_A_TIME.requests,
    );
  }

  /** How each of the wanted plans is read. */
  private async reads({ stack, limit }: Wanted) {
    const below = stack === undefined ? "" : `${ownerOf(stack)}/`;
    const [summaries, approvals, results] = await Promise.all([
      this.objects.list(`summaries/${below}`),
      this.keys(`approvals/${below}`),
      this.keys(`results/${below}`),
    ]);
    const plans = newestFirst(summaries);
    const decided = new Set([...approvals, ...results]);
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
    keys: ReadonlySet<string>,
  ): Promise<PlanRecord> {
    const newest = plans.find((other) => other.stack === stack)!.id;
    const json = async <Type>(key: string): Promise<Type | undefined> =>
      keys.has(key) ? this.getJson<Type>(key) : undefined;
    const [summary, approval, started, outcome] = await Promise.all([
      this.getJson<unknown>(summaryKey(id)),
      json<Approval>(`approvals/${place(id)}.json`),
      json<Started>(startedKey(id)),
      json<Outcome>(`results/${place(id)}/outcome.json`),
    ]);
    if (!isSummary(summary)) {
      throw new OperationError(
        `${this.address}/${summaryKey(id)}: got JSON that is no summary of a plan: somebody has written to the store`,
        MISMATCH,
      );
    }
    const newer = newest === id ? undefined : newest;
    return { summary, storedAt: storedAt.toISOString(), approval, started, outcome, newer };
  }

  private async keys(prefix: string): Promise<string[]> {
    return (await this.objects.list(prefix)).map(({ key }) => key);
  }

  private async getJson<Type>(key: string): Promise<Type> {
    const text = (await this.objects.get(key)).toString();
    try {
      return JSON.parse(text) as Type;
    } catch {
      throw new OperationError(`${this.address}/${key}: got a text that is not JSON`);
    }
  }

  private putJson(key: string, value: object): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    return this.put(key, Buffer.from(text), "application/json");
  }

  private put(key: string, body: Buffer, contentType: string): Promise<void> {
    return this.objects.putOnce(key, body, contentType);
  }
}

/** A plan, or why it cannot be read. */
const readable = (
  id: string,
  read: () => Promise<PlanRecord>,
): Promise<PlanRecord | UnreadablePlan> =>
  read().catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error;
    return { id, problem: error.message };
  });

const startedKey = (id: string): string => `results/${place(id)}/started.json`;

/** `dev/dev-stack-...`, below each part of the bucket. */
function place(id: string): string {
  const parsed = parseId(id);
  if (parsed === undefined)
    throw new OperationError(`got the plan id ${id}, expected one as plan prints it`);
  return `${parsed.owner}/${id}`;
}
