/** The way to a value in a stack's JSON. */
export type Pointer = readonly (string | number)[];

/** What a pointer leads into: a resource, a provider, an output. */
export const elementOf = (pointer: Pointer): Pointer =>
  pointer.slice(0, pointer[0] === "resource" || pointer[0] === "data" ? 3 : 2);

/** What stands there; undefined where nothing does. */
export const valueAt = (json: unknown, pointer: Pointer): unknown =>
  pointer.reduce((parent, key) => (parent as Parts | null | undefined)?.[key], json);

type Parts = Readonly<Record<string | number, unknown>>;
