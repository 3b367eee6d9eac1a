import type { DriftIgnore } from "@groundwork/configuration";
import { OperationError } from "../../../core/errors";
import { literal } from "../../../sources/literal";
import {
  bare,
  edited,
  nodesOf,
  textOf,
  valueOf,
  propertyOf,
  type Node,
} from "../../../sources/source-text";
import { replaced, withElement, withProperty } from "../../../sources/values";

/** The file in which drift is accepted, from the root of the project. */
export const IGNORES_FILE = "environments/drift-ignore.ts";

/** What stands in place of a reason, for whoever takes the entry to replace it. */
const REASON = "nobody has said yet who changes it, and why";

/** The entry that accepts an attribute for a while, in which somebody finds out. */
export const datedEntry = (
  { stack, address, attribute }: Pick<DriftIgnore, "stack" | "address" | "attribute">,
  now: Date,
): DriftIgnore => ({ stack, address, attribute, reason: REASON, until: endOfNextMonth(now) });

/** One day for a month of days, so that a proposal is the same tomorrow. */
const endOfNextMonth = (now: Date): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 0)).toISOString().slice(0, 10);

/**
 * Adds entries to the list of what is accepted. One that has expired gets another day, and keeps its
 * reason.
 *
 * @param text of environments/drift-ignore.ts
 * @param expired entries that no longer count and would accept the same
 * @throws OperationError where the list is written in another way
 */
export function withEntries(
  text: string,
  entries: readonly DriftIgnore[],
  expired: readonly DriftIgnore[],
): string {
  const renewed = expired.reduce(withRenewed, text);
  return entries.reduce(withEntry, renewed);
}

function withEntry(text: string, entry: DriftIgnore): string {
  const list = listIn(text);
  const element = `{\n${Object.entries(entry)
    .map(([key, value]) => `  ${key}: ${literal(value)},\n`)
    .join("")}}`;
  const indented = element.replaceAll(/^(?=.)/gm, "  ");
  return edited(text, [
    list.elements!.length > 0
      ? withElement(text, list, element)
      : replaced(list, `[\n${indented},\n]`),
  ]);
}

/** @param entry with the day that it is to have; what is not written as an entry is left */
function withRenewed(text: string, entry: DriftIgnore): string {
  const found = listIn(text)
    .elements!.flatMap((one) => bare(one) ?? [])
    .find((object) =>
      (["stack", "address", "attribute"] as const).every(
        (key) => textOf(valueOf(propertyOf(object, key))) === entry[key],
      ),
    );
  if (found === undefined) return withEntry(text, entry);
  return edited(text, [withProperty(text, found, "until", literal(entry.until))]);
}

function listIn(text: string): Node {
  const declared = nodesOf(text)
    .filter(({ type }) => type === "ExportNamedDeclaration")
    .flatMap(({ declaration }) => declaration?.declarations ?? [])
    .find(({ id }) => id?.name === "driftIgnores");
  const list = bare(declared?.init);
  if (list?.type === "ArrayExpression") return list;
  throw new OperationError(
    `${IGNORES_FILE}: got a list in another form, expected export const driftIgnores = [...], which alone can be edited`,
  );
}
