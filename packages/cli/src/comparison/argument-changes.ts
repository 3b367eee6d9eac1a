import { isDeepStrictEqual } from "node:util";
import { isBlock, type Block } from "./elements";

/** One argument that differs. */
export interface ArgumentChange {
  /** As `network_configuration.subnets[0]`, or `policy.Statement["read"].Action`. */
  readonly path: string;
  /** Undefined where there was none. */
  readonly before: unknown;
  /** Undefined where there is none any more. */
  readonly after: unknown;
}

/**
 * What differs between two values, as far down as they can be told apart: the items of lists by what
 * names them, texts of JSON by what is in them. What Terraform takes for the same is the same: a block
 * and a list of it alone, a number and its digits, null and nothing.
 */
export function argumentChanges(before: unknown, after: unknown, path = ""): ArgumentChange[] {
  const [one, other] = [plain(before), plain(after)];
  if (isSame(one, other)) return [];
  const [left, right] = unwrapped(opened(one, other));
  if (isBlock(left) && isBlock(right)) return inBlocks(left, right, path);
  if (Array.isArray(left) && Array.isArray(right)) return inLists(left, right, path);
  return [{ path, before: one, after: other }];
}

/** Terraform takes an argument that is null for one that is not given. */
const plain = (value: unknown): unknown => (value === null ? undefined : value);

function isSame(one: unknown, other: unknown): boolean {
  if (isDeepStrictEqual(one, other)) return true;
  const isScalar = (value: unknown) => typeof value === "number" || typeof value === "boolean";
  // Terraform turns one into the other, as the argument's type says.
  const isMixed =
    typeof one === "string" ? isScalar(other) : isScalar(one) && typeof other === "string";
  return isMixed && String(one) === String(other);
}

/** Texts of JSON as what is in them, where both are. */
function opened(one: unknown, other: unknown): [unknown, unknown] {
  const [left, right] = [one, other].map(parsed);
  return left !== undefined && right !== undefined ? [left, right] : [one, other];
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A block that stands alone in a list, where the other one does not. */
function unwrapped([one, other]: [unknown, unknown]): [unknown, unknown] {
  if (isBlock(one) && isAlone(other)) return [one, other[0]];
  if (isBlock(other) && isAlone(one)) return [one[0], other];
  return [one, other];
}

const isAlone = (value: unknown): value is [Block] =>
  Array.isArray(value) && value.length === 1 && isBlock(value[0]);

function inBlocks(before: Block, after: Block, path: string): ArgumentChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => argumentChanges(before[key], after[key], stepTo(path, key)));
}

const stepTo = (path: string, key: string): string => {
  if (!/^[\p{L}_][\p{L}\p{N}_:/-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
};

function inLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): ArgumentChange[] {
  const name = NAMES.find((one) => isNamedBy(before, one) && isNamedBy(after, one));
  if (name !== undefined) {
    const byName = (list: readonly unknown[]) =>
      Object.fromEntries(list.map((item) => [String((item as Block)[name]), item]));
    const [left, right] = [byName(before), byName(after)];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    const changes = keys.flatMap((key) =>
      argumentChanges(left[key], right[key], `${path}[${JSON.stringify(key)}]`),
    );
    // Only their order is another.
    return changes.length > 0 ? changes : [{ path, before, after }];
  }
  if (before.length === after.length && before.every(isBlock) && after.every(isBlock)) {
    return before.flatMap((item, index) =>
      argumentChanges(item, after[index], `${path}[${index}]`),
    );
  }
  return [{ path, before, after }];
}

/** Arguments by which an item of a list is known again, the surest first. */
const NAMES = ["Sid", "sid", "name", "Name", "key", "id"];

/** Whether each item has another name. */
function isNamedBy(list: readonly unknown[], name: string): boolean {
  const names = list.map((item) => (isBlock(item) ? item[name] : undefined));
  return (
    list.length > 0 &&
    names.every((one) => typeof one === "string") &&
    new Set(names).size === names.length
  );
}
