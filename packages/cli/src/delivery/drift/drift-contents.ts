import type { DriftedResource } from "../messages/drift-report";
import { constructPaths, identityOf } from "../plan/plan-changes";
import type { StackJson } from "../../state/stack-json";
import { readPlan, type ResourceChange } from "../../terraform/plan-json";

/**
 * What has changed past Terraform, without a value of it: of what a refresh finds different, that
 * which an apply would change back.
 *
 * A refresh alone finds more: what the code leaves to others by `ignore_changes`, such as the number
 * of tasks, and what providers read of a resource that other resources make, such as the policy of a
 * bucket. Nor does Terraform's exit code tell, which says 2 of a refresh that found nothing worth a
 * word (https://github.com/hashicorp/terraform/issues/37406).
 *
 * @param planJson of `terraform plan`, by `terraform show -json`
 * @param stack as it was synthesized, before stand-ins took the place of its resources
 */
export function driftedResources(planJson: string, stack: StackJson): DriftedResource[] {
  const { drift, changes } = readPlan(planJson);
  const paths = constructPaths(stack);
  const planned = new Map(changes.filter(isCurrent).map((change) => [change.address, change]));
  return drift
    .filter((found) => found.mode === "managed" && isCurrent(found))
    .flatMap((found): DriftedResource[] => {
      const resource = identityOf(found, paths);
      const back = planned.get(found.address);
      if (back === undefined) return [];
      if (found.change.actions.join() === "delete") {
        const isMade = back.change.actions.includes("create");
        return isMade ? [{ ...resource, action: "gone", attributes: [] }] : [];
      }
      const changedBack = changedIn(back);
      const attributes = changedIn(found).filter((attribute) =>
        changedBack.some((other) => isWithin(attribute, other) || isWithin(other, attribute)),
      );
      return attributes.length === 0 ? [] : [{ ...resource, action: "changed", attributes }];
    });
}

/**
 * A deposed object has the address of the current one, and nothing of it is changed back: an apply
 * destroys it, as it would have without the drift.
 */
const isCurrent = ({ deposed }: ResourceChange): boolean => deposed === undefined;

const changedIn = ({ change }: ResourceChange): string[] =>
  differences(change.before, change.after, change.before_sensitive, change.after_sensitive);

/** Whether an attribute is a given one, or a part of it. */
const isWithin = (attribute: string, whole: string): boolean =>
  attribute === whole ||
  (attribute.startsWith(whole) && /^[.[]/.test(attribute.slice(whole.length)));

/**
 * Where two values differ, as `tags.Name` or `ingress[0].cidr_blocks`.
 *
 * @param marks what is sensitive in each: `true` for a value and all in it, whose keys are then as
 *   secret as the rest
 */
function differences(
  before: unknown,
  after: unknown,
  beforeMarks: unknown,
  afterMarks: unknown,
  path = "",
): string[] {
  const whole = () => (isSame(before, after) ? [] : [path]);
  if (beforeMarks === true || afterMarks === true) return whole();
  const below = (key: string | number, name: string) =>
    differences(at(before, key), at(after, key), at(beforeMarks, key), at(afterMarks, key), name);

  if (Array.isArray(before) && Array.isArray(after)) {
    // Positions in a list that grew or shrank say nothing.
    const comparable = before.length === after.length && before.every(isObject);
    return comparable ? before.flatMap((_, index) => below(index, `${path}[${index}]`)) : whole();
  }
  if ((isObject(before) || isNothing(before)) && (isObject(after) || isNothing(after))) {
    const keys = new Set([...keysOf(before), ...keysOf(after)]);
    return [...keys].toSorted().flatMap((key) => below(key, joined(path, key)));
  }
  return whole();
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values that providers take for each other. */
function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isNothing);
}

/** JSON of Terraform has its keys in order. */
const isSame = (one: unknown, other: unknown): boolean =>
  (isNothing(one) && isNothing(other)) || JSON.stringify(one) === JSON.stringify(other);

const at = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : undefined;

const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : []);

const joined = (path: string, key: string): string =>
  !/^[\w-]+$/.test(key) ? `${path}[${JSON.stringify(key)}]` : path === "" ? key : `${path}.${key}`;
