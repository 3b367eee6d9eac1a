import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { ownerOf } from "@groundwork/configuration/names";
import { oneLine } from "../../core/aws/error";
import type { DriftReport } from "../messages/drift-report";
import type { PlanStoreOptions } from "../store/plan-store";

/** The last report of each stack, in the plan store. It may be lost: people are then told again. */
export class DriftStore {
  constructor(
    private readonly s3: S3Client,
    private readonly options: PlanStoreOptions,
    /** Is told what could not be read or written. */
    private readonly warn: (text: string) => void,
  ) {}

  /** Undefined where there is none. */
  async last(stack: string): Promise<DriftReport | undefined> {
    const { bucket: Bucket } = this.options;
    const Key = keyOf(stack);
    return this.attempt(Key, async () => {
      // The key is listed before it is read: see PlanStore.
      const { Contents = [] } = await this.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: Key }),
      );
      if (!Contents.some((object) => object.Key === Key)) return undefined;
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse(await Body!.transformToString()) as DriftReport;
    });
  }

  /** Writes a report over the last one, which the bucket keeps as an old version. */
  async remember(report: DriftReport): Promise<void> {
    const { bucket: Bucket, kmsAliasArn: SSEKMSKeyId } = this.options;
    const Key = keyOf(report.stack);
    await this.attempt(Key, () =>
      this.s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: `${JSON.stringify(report, null, 2)}\n`,
          ContentType: "application/json",
          ServerSideEncryption: "aws:kms",
          SSEKMSKeyId,
        }),
      ),
    );
  }

  private async attempt<Done>(key: string, work: () => Promise<Done>): Promise<Done | undefined> {
    try {
      return await work();
    } catch (error) {
      this.warn(
        `Warning: s3://${this.options.bucket}/${key}: ${oneLine(error)}. What was found before is not known`,
      );
      return undefined;
    }
  }
}

const keyOf = (stack: string): string => `drift/${ownerOf(stack)}/last.json`;
