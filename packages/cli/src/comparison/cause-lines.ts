import { clipped, valueInWords } from "../words/change-words";
import type { AttributeChange } from "../words/attribute-changes";
import type { Causes } from "./causes";

/** Most files of code that are named. */
const MOST_FILES = 5;

/** Options and files that are another, a line each. @param longest of a value */
export function causeLines({ options, code }: Causes, longest: number): string[] {
  const lines = options.flatMap(({ name, changes, file }) =>
    changes.map((change) => `${optionInWords(name, change, longest)} (${file})`),
  );
  const more = code.length - MOST_FILES;
  const files = [...code.slice(0, MOST_FILES), ...(more > 0 ? [`and ${more} more`] : [])];
  return [...lines, ...(code.length === 0 ? [] : [`code: ${files.join(", ")}`])];
}

/** An option is named as it is written; a new one that has many parts by that alone. */
function optionInWords(
  name: string,
  { path, before, after, sensitive }: AttributeChange,
  longest: number,
): string {
  const text = (value: unknown) =>
    typeof value === "object" ? "" : ` ${clipped(valueInWords(value), longest)}`;
  if (sensitive) return `${path}: another secret`;
  if (before === undefined) return `${name === path ? path : name}: new${text(after)}`;
  return after === undefined
    ? `${path}: gone, it was${text(before)}`
    : `${path}:${text(before)} ->${text(after)}`;
}

/** What of it something comes from, in a line. */
export function causesInWords(causes: Causes, stack: string, name: string): string[] {
  const { options, code } = causes.of(stack, name);
  const names = options.map((index) => causes.options[index]!.name);
  const parts = [...names, ...(code ? ["the code"] : [])];
  return parts.length === 0 ? [] : [`from ${parts.join(", ")}`];
}
