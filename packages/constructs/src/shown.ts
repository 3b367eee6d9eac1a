/** Whether it is an object as a literal makes it, not one of a class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // That of literals alone has none itself, in whichever context it was made.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** More of a text than this hides what is said about it. */
const MOST = 200;

const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * What somebody wrote, for a message: on one line, of a length that can be read, and whatever it is.
 * Texts stand without quotes, unless one could not see them.
 */
export function shown(value: unknown): string {
  const isSeen = typeof value === "string" && /^\S(.*\S)?$/u.test(value) && !HIDDEN.test(value);
  return isSeen ? clipped(value) : quoted(value);
}

/** The same with texts in quotes. */
export function quoted(value: unknown): string {
  const text = textOf(value, []);
  if (Array.isArray(value) && text.length > 60) return `a list of ${value.length}`;
  return isPlain(value) && text.length > MOST
    ? clipped(`an object with ${Object.keys(value).join(", ")}`)
    : clipped(text);
}

const clipped = (text: string) => (text.length > MOST ? `${text.slice(0, MOST)}...` : text);

/** As JSON, which knows no big numbers, functions or circles. */
function textOf(value: unknown, around: readonly unknown[]): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (around.includes(value)) return "itself";
  const within = [...around, value];
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, within)).join(",")}]`;
  if (!isPlain(value)) return `an object of ${value.constructor.name}`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${textOf(item, within)}`).join(",")}}`;
}
