import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { statusOf, type PlanStatus } from "../../src/delivery/store/plan-meta";
import { BucketObjects } from "../../src/delivery/store/bucket-objects";
import { PlanStore } from "../../src/delivery/store/plan-store";
import type { AwsClients } from "../../src/state/clients";
import { parseState } from "../../src/terraform/state-file";
import { ACCOUNT, LOCATION, REGION, setVersioning } from "./emulated";

export const PLANS = `groundwork-${ACCOUNT}-${REGION}-plans`;
const { bucket: STATES } = LOCATION;

/** A plan as the one who made it has it: he alone has the hash from another place than the store. */
export interface Planned {
  readonly id: string;
  readonly sha256: string;
}

/** What lies in the store of plans, and the states beside it. */
export class DeliveryStore {
  private readonly plans: PlanStore;

  constructor(readonly clients: AwsClients) {
    this.plans = new PlanStore(
      new BucketObjects(clients.s3, { bucket: PLANS, kmsAliasArn: LOCATION.kmsAliasArn }),
    );
  }

  /** What became of a plan, as `show` and `plans` say it. */
  async status({ id }: Planned): Promise<PlanStatus> {
    return statusOf((await this.plans.record(id))!);
  }

  /** What an apply has left of itself: `started`, `outcome` or `outputs`. */
  result(owner: string, { id }: Planned, name: string): Promise<any> {
    return this.readJson(`results/${owner}/${id}/${name}.json`);
  }

  /** Counts up with whatever is applied; 0 where nothing ever was. */
  async serial(owner: string): Promise<number> {
    const state = await this.stateText(owner);
    return state === undefined ? 0 : parseState(state)!.serial;
  }

  async stateText(owner: string): Promise<string | undefined> {
    return (await this.read(`${owner}/terraform.tfstate`, STATES))?.toString();
  }

  async putState(owner: string, Body: string): Promise<void> {
    const Key = `${owner}/terraform.tfstate`;
    await this.clients.s3.send(new PutObjectCommand({ Bucket: STATES, Key, Body }));
  }

  /** Keys of the store that begin so. */
  async keys(Prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.clients.s3.send(
      new ListObjectsV2Command({ Bucket: PLANS, Prefix }),
    );
    return Contents.map(({ Key }) => Key!);
  }

  async read(Key: string, Bucket = PLANS): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from(await Body!.transformToByteArray());
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  async readJson(key: string): Promise<any> {
    const text = await this.read(key);
    return text && JSON.parse(text.toString());
  }

  /** Writes to the store as somebody does who may, and has other plans. */
  async tamper(Key: string, Body: string | Buffer): Promise<void> {
    await this.clients.s3.send(new PutObjectCommand({ Bucket: PLANS, Key, Body }));
  }

  async remove(Key: string): Promise<void> {
    await this.clients.s3.send(new DeleteObjectCommand({ Bucket: PLANS, Key }));
  }
}

/** The bucket in which plans lie. */
export async function makePlanBucket({ s3 }: AwsClients): Promise<void> {
  await s3.send(
    new CreateBucketCommand({
      Bucket: PLANS,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  await setVersioning(s3, PLANS, "Enabled");
}
