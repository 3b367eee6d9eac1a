import { secretPaths } from "@groundwork/policies/secret-arguments";
import { attributeChanges, type AttributeChange } from "../words/attribute-changes";
import { isBlock, type Block } from "./elements";

export type ArgumentChange = AttributeChange;

/**
 * The arguments that differ between two blocks of a type, leaf by leaf; what is secret is masked. A
 * number and its digits are the same, as Terraform makes of them what the argument's type says.
 */
export function argumentChanges(type: string, before: Block, after: Block): ArgumentChange[] {
  const marks = { sensitiveBefore: secretsOf(type, before), sensitive: secretsOf(type, after) };
  return attributeChanges(before, after, marks).filter(isOther);
}

/** What differs between two values that no provider has a type for. */
export const valueChanges = (before: unknown, after: unknown): ArgumentChange[] =>
  attributeChanges(before, after).filter(isOther);

function isOther({ before, after, sensitive, unknown }: ArgumentChange): boolean {
  const isScalar = [before, after].every((value) => /^(string|number|boolean)$/.test(typeof value));
  return sensitive || unknown || !isScalar || String(before) !== String(after);
}

/** A tree of what is secret in a block, by the arguments that its provider has marked. */
function secretsOf(type: string, block: Block): unknown {
  return secretPaths(type, block).reduce(
    (marks: unknown, path) => marked(marks, block, path.split(".")),
    undefined,
  );
}

function marked(marks: unknown, value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return true;
  const known = isBlock(marks) ? marks : {};
  if (Array.isArray(value)) {
    const items = value.map((item, index) => [index, marked(known[index], item, [name, ...rest])]);
    return { ...known, ...Object.fromEntries(items) };
  }
  return isBlock(value) ? { ...known, [name]: marked(known[name], value[name], rest) } : known;
}
