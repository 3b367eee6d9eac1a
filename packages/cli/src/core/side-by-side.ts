/** How many of a kind are worked on at once. */
export const AT_A_TIME = {
  /** Runs of Terraform: more would only wait for each other on a laptop. */
  terraform: 2,
  /** States held in memory: each can have many megabytes. */
  states: 4,
  /** Small answers of AWS. */
  requests: 10,
} as const;

/**
 * Does the same for each of many, a few at a time.
 *
 * @returns what came of each, in order
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const workers = Array.from({ length: Math.min(atATime, items.length) }, async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index]!);
    }
  });
  await Promise.all(workers);
  return results;
}
