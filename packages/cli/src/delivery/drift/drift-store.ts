import { ownerOf } from "@groundwork/configuration/names";
import { oneLine } from "../../core/aws/error";
import type { DriftReport } from "../messages/drift-report";
import type { StoreObjects } from "../store/store-objects";

/** The last report of each stack, in the plan store. It may be lost: people are then told again. */
export class DriftStore {
  constructor(
    private readonly objects: StoreObjects,
    /** Is told what could not be read or written. */
    private readonly warn: (text: string) => void,
  ) {}

  /** Undefined where there is none. */
  async last(stack: string): Promise<DriftReport | undefined> {
    const key = keyOf(stack);
    return this.attempt(key, async () => {
      // The key is listed before it is read: see BucketObjects.
      const found = await this.objects.list(key);
      if (!found.some((object) => object.key === key)) return undefined;
      return JSON.parse((await this.objects.get(key)).toString()) as DriftReport;
    });
  }

  /** Writes a report over the last one, which a bucket keeps as an old version. */
  async remember(report: DriftReport): Promise<void> {
    const key = keyOf(report.stack);
    const text = `${JSON.stringify(report, null, 2)}\n`;
    await this.attempt(key, () => this.objects.put(key, Buffer.from(text), "application/json"));
  }

  private async attempt<Done>(key: string, work: () => Promise<Done>): Promise<Done | undefined> {
    try {
      return await work();
    } catch (error) {
      this.warn(
        `Warning: ${this.objects.address}/${key}: ${oneLine(error)}. What was found before is not known`,
      );
      return undefined;
    }
  }
}

const keyOf = (stack: string): string => `drift/${ownerOf(stack)}/last.json`;
