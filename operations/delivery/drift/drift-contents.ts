import { originalAddresses } from "../../rehearsal/addresses";
import type { DriftedResource } from "./drift-report";
import { constructPaths, type StackJson } from "../plan/plan-changes";

interface ResourceDrift {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: unknown;
    readonly after: unknown;
    readonly before_sensitive?: unknown;
    readonly after_sensitive?: unknown;
  };
}

/**
 * What has changed past Terraform, without a value of it.
 *
 * Not by Terraform's exit code, which says 2 of a refresh that found nothing worth a word
 * (https://github.com/hashicorp/terraform/issues/37406), but by what it lists; of that, by what
 * differs: providers read an empty list where they had written none, and the like.
 *
 * @param planJson of `terraform plan -refresh-only`, by `terraform show -json`
 * @param stack as it was synthesized, before stand-ins took the place of its resources
 */
export function driftedResources(planJson: string, stack: StackJson): DriftedResource[] {
  const { resource_drift: drift = [] } = JSON.parse(planJson) as {
    resource_drift?: readonly ResourceDrift[];
  };
  const paths = constructPaths(stack);
  return drift
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ address: own, change }): DriftedResource[] => {
      const address = originalAddresses(own);
      const path = paths.get(address.replace(/\[[^\]]*\]$/, ""));
      const type =
        address
          .replace(/\[[^\]]*\]$/, "")
          .split(".")
          .at(-2) ?? "";
      const resource = { address, ...(path !== undefined && { path }), type };
      if (change.actions.join() === "delete")
        return [{ ...resource, action: "gone", attributes: [] }];
      const attributes = differences(
        change.before,
        change.after,
        change.before_sensitive,
        change.after_sensitive,
      );
      return attributes.length === 0 ? [] : [{ ...resource, action: "changed", attributes }];
    });
}

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
    // Of a list that grew or shrank, the places say nothing.
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

/** What providers take for each other. */
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
