import { ownerOf } from "@groundwork/configuration/names";
import type { Outcome } from "./plan-meta";
import { newestFirst, readJson, type StoreObjects } from "./store-objects";

/** What came of an apply, and the plan that was applied. */
export interface EndedApply {
  readonly id: string;
  readonly outcome: Outcome;
}

/** The newest apply of a stack that has ended; undefined where none is stored. */
export async function lastOutcome(
  objects: StoreObjects,
  stack: string,
): Promise<EndedApply | undefined> {
  const found = await objects.list(`results/${ownerOf(stack)}/${stack}-`);
  const [newest] = newestFirst(found.filter(({ key }) => key.endsWith("/outcome.json")));
  if (newest === undefined) return undefined;
  return { id: newest.key.split("/")[2]!, outcome: await readJson<Outcome>(objects, newest.key) };
}
