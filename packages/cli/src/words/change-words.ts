import type { AttributeChange } from "./attribute-changes";
import { UNKNOWN } from "./sides";
import { MASK } from "../masking/masker";

/** Longest value in a line, in characters; pages and documents have all of it. */
const VALUE_MAX = 60;

/**
 * A change as a line of words: `retention 90 -> 30 days`, `tags Name + shop`, `cidr blocks - 10.0.0.0/8`,
 * `arn arn:aws:... -> (known after apply)`, `password (sensitive value)`.
 *
 * @param longest of each value, in characters. @default 60
 */
export function changeInWords(change: AttributeChange, longest = VALUE_MAX): string {
  const { name, unit } = nameInWords(change.path);
  const { before, after, unknown, sensitive } = change;
  const text = (value: unknown) => clipped(valueInWords(value), longest);
  const ending = (value: unknown) => (unit !== "" && isQuantity(value) ? ` ${unit}` : "");
  // Two masks tell no more than one.
  if (sensitive && before === MASK && after === MASK) return `${name} ${MASK}`;
  const next = unknown && after === undefined ? UNKNOWN : after;
  // Nothing can be said of a document before all of it is known.
  if (next === UNKNOWN && /^[[{]/.test(String(before))) return `${name} -> ${UNKNOWN}`;
  if (next === undefined) return `${name} - ${text(before)}${ending(before)}`;
  if (before === undefined) return `${name} + ${text(next)}${ending(next)}`;
  return `${name} ${text(before)} -> ${text(next)}${ending(next) || ending(before)}`;
}

/** Units that AWS's and Terraform's names of attributes end in, as people write them. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_in_days$|_days$/, "days"],
  [/_in_hours$|_hours$/, "hours"],
  [/_in_minutes$|_minutes$/, "minutes"],
  [/_in_seconds$|_seconds$|_sec$/, "seconds"],
  [/_in_milliseconds$|_milliseconds$|_ms$/, "ms"],
  [/_in_gb$|_gb$|_gib$|InGiB$/, "GiB"],
  [/_in_mb$|_mb$|_mib$|InMiB$/, "MiB"],
  [/_in_percent$|_percentage$|_percent$/, "%"],
];

/** A path as words, and the unit that its last name says. */
export function nameInWords(path: string): { readonly name: string; readonly unit: string } {
  // The value of something with a name is what the name means.
  const own = path.replace(/(\[[^\]]+\])\.value$/, "$1").replace(/\[\]$/, "");
  const [ending, unit] = UNITS.find(([pattern]) => pattern.test(own)) ?? [/$^/, ""];
  const steps = own.replace(ending, "").matchAll(/([\w-]+)|\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]/g);
  const words = [...steps].map(([, argument, quoted, key]) =>
    // What is in capitals is a name that somebody gave, as of a variable.
    argument === undefined || /[A-Z]/.test(argument)
      ? (argument ?? quoted ?? key!)
      : argument.replaceAll("_", " "),
  );
  return { name: words.join(" "), unit };
}

const isQuantity = (value: unknown): boolean => /^-?\d+(\.\d+)?$/.test(String(value));

/** A value as people write it: texts without quotes where they can be told from the words around. */
export function valueInWords(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return /^\S+( \S+)*$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(", ")}]`;
  const parts = Object.entries(value).map(([key, part]) => `${key} ${valueInWords(part)}`);
  return `{ ${parts.join(", ")} }`;
}

/** A text without its middle: both ends tell it from others. */
export function clipped(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  const tail = Math.floor((longest - 3) / 3);
  return `${characters.slice(0, longest - 3 - tail).join("")}...${tail === 0 ? "" : characters.slice(-tail).join("")}`;
}
