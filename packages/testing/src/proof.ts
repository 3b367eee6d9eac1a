/**
 * How much a generated test tries: a fixed small sample in every run, and as much as asked for, from
 * another seed, where `npm run prove -- TOPIC` runs it.
 */
export const proof = (
  sample: number,
): { readonly cases: number; readonly seed: number; readonly from: number } => ({
  cases: Number(process.env["PROVE_CASES"] ?? sample),
  seed: Number(process.env["PROVE_SEED"] ?? 20261129),
  from: Number(process.env["PROVE_FROM"] ?? 0),
});

/** Numbers from 0 to 1 that are the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
