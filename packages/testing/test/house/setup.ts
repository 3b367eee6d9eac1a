import { mixedIn } from "../../src/one-kind";

// Sources or what was compiled of them, never both in one process.
afterAll(() => {
  const mixed = mixedIn(Object.keys(require.cache));
  if (mixed.length > 0) throw new Error(`sources were loaded beside ${mixed.join(", ")}`);
});
