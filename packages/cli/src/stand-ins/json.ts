/** What JSON holds; `undefined` is for keys that are to go. */
export type Json = string | number | boolean | null | undefined | Json[] | Block;
export interface Block {
  [key: string]: Json;
}
export const isBlock = (json: Json): json is Block =>
  typeof json === "object" && !!json && !Array.isArray(json);

/** A block with its values, and where wanted its keys, replaced. Keys without a value go. */
export function map(
  json: Json,
  value: (value: Json, key: string) => Json,
  rename = (key: string) => key,
): Block {
  const entries = Object.entries(json ?? {}).map(([key, old]) => [rename(key), value(old, key)]);
  return Object.fromEntries(entries.filter(([, replaced]) => replaced !== undefined));
}

/** A block with those of its keys that are wanted. */
export const pick = (json: Json, wanted: (key: string) => boolean) =>
  map(json, (value, key) => (wanted(key) ? value : undefined));
