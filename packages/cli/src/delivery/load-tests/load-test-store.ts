import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { newId } from "../store/plan-id";
import { newestFirst, readJson, type StoreObjects } from "../store/store-objects";
import { isLoadTestResult, type LoadTestResult } from "./load-test-result";

/** A result, and when the store took it in, which no clock of whoever tests decides. */
export interface StoredLoadTest {
  readonly result: LoadTestResult;
  readonly storedAt: Date;
}

/**
 * What load tests came to, beside the results of applies: whoever may write those of an environment
 * may write these. Each is written once, and never again.
 */
export class LoadTestStore {
  constructor(private readonly objects: StoreObjects) {}

  /** An id for a test that begins now, by the clock of the store. */
  newId(): string {
    return newId(this.objects.now());
  }

  /** Where a result lies, for people. */
  addressOf({ environment, service, id }: Place & Pick<LoadTestResult, "id">): string {
    return `${this.objects.address}/${folderOf({ environment, service })}${id}.json`;
  }

  async put(result: LoadTestResult): Promise<void> {
    const text = `${JSON.stringify(result, null, 2)}\n`;
    const key = `${folderOf(result)}${result.id}.json`;
    await this.objects.putOnce(key, Buffer.from(text), "application/json");
  }

  /**
   * The newest results of a service in an environment, newest first.
   *
   * @param limit how many are read
   * @throws OperationError with exit code 4 when one is none, or is another's
   */
  async list(place: Place, limit: number): Promise<StoredLoadTest[]> {
    const found = newestFirst(await this.objects.list(folderOf(place)));
    return Promise.all(
      found.slice(0, limit).map(async ({ key, lastModified: storedAt }) => {
        const result = await readJson<unknown>(this.objects, key);
        if (isLoadTestResult(result) && key === `${folderOf(result)}${result.id}.json`) {
          return { result, storedAt };
        }
        throw new OperationError(
          `${this.objects.address}/${key}: got JSON that is no result of that load test: somebody has written to the store`,
          MISMATCH,
        );
      }),
    );
  }
}

type Place = Pick<LoadTestResult, "environment" | "service">;

const folderOf = ({ environment, service }: Place): string =>
  `results/${environment}/load-tests/${service}/`;
