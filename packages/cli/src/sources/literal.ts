/** A value as TypeScript in one line; what is undefined is left out. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  if (parts.length === 0) return "{}";
  return `{ ${parts.map(([key, part]) => `${keyText(key)}: ${literal(part)}`).join(", ")} }`;
}

/** A key of an object, in quotes where it must have some. */
export const keyText = (key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
