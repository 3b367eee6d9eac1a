import { originalAddress } from "../../stand-ins/addresses";
import type { StackJson } from "../../state/stack-json";
import { parseAddress, resourceOf } from "../../terraform/address";
import { readPlan, type ResourceChange } from "../../terraform/plan-json";
import { identityOf, constructPaths } from "../plan/plan-changes";

/** Something that is kept from being destroyed, and how a person lifts that. */
export interface Protection {
  readonly address: string;
  /** Path of the construct; undefined where it is not in the code. */
  readonly path?: string | undefined;
  /** What keeps it, as `prevent_destroy`. */
  readonly by: string;
  readonly lift: string;
}

/** What is not destroyed as long as something is in it. */
export interface MustBeEmpty {
  readonly address: string;
  readonly path?: string | undefined;
  /** The argument that would destroy it with what it holds. */
  readonly argument: string;
}

/**
 * What Terraform refuses to destroy, as the code says so. It would say that of one resource, after
 * the question.
 *
 * @param addresses of what the state has, as Terraform lists them
 */
export function keptByCode(code: StackJson, addresses: readonly string[]): Protection[] {
  const paths = constructPaths(code);
  const there = new Set(
    addresses.map((address) => {
      const original = originalAddress(address);
      const parsed = parseAddress(original);
      return parsed ? resourceOf(parsed) : original;
    }),
  );
  return Object.entries(code.resource ?? {}).flatMap(([type, bodies]) =>
    Object.entries(bodies).flatMap(([name, body]) => {
      const address = `${type}.${name}`;
      const guarded = blocksOf(body["lifecycle"]).some((one) => isOn(one["prevent_destroy"]));
      if (!guarded || !there.has(address)) return [];
      const path = paths.get(address);
      const where = path === undefined ? "there" : `at ${path}`;
      return [
        {
          address,
          path,
          by: "prevent_destroy",
          lift: `take preventDestroy off ${where} in stacks/, and commit that`,
        },
      ];
    }),
  );
}

/**
 * What AWS, or whoever the provider speaks to, refuses to delete. It is as it was applied, not as the
 * code says: an apply that is cut off by it has destroyed all that comes before.
 *
 * @param planJson of a plan that destroys, by `terraform show -json`
 */
export function keptByProvider(
  planJson: string,
  code: StackJson,
  environment: string,
): Protection[] {
  return destroyed(planJson).flatMap((change) => {
    const { address, path, type } = identityOf(change, constructPaths(code));
    const argument = Object.entries(attributesOf(change)).find(
      ([name, value]) => PROTECTION.test(name) && isOn(value),
    )?.[0];
    if (argument === undefined) return [];
    const off = /^aws_a?lb$/.test(type)
      ? `set loadBalancer.deletionProtection: false in environments/${environment}.ts`
      : `switch ${argument} off${path === undefined ? "" : ` at ${path}`} in stacks/`;
    return [{ address, path, by: argument, lift: `${off}, and have that applied` }];
  });
}

/** What is refused by whom holds it unless it is empty: buckets, repositories. */
export function mustBeEmpty(planJson: string, code: StackJson): MustBeEmpty[] {
  return destroyed(planJson).flatMap((change) => {
    const { address, path, type } = identityOf(change, constructPaths(code));
    const attributes = attributesOf(change);
    if (!HOLDERS.test(type)) return [];
    const argument = ["force_destroy", "force_delete"].find((name) => name in attributes);
    return argument === undefined || isOn(attributes[argument])
      ? []
      : [{ address, path, argument }];
  });
}

/** What a plan destroys of what Terraform manages. */
export const destroyed = (planJson: string): ResourceChange[] =>
  readPlan(planJson).changes.filter(
    ({ mode, change }) => mode === "managed" && change.actions.join() === "delete",
  );

/** Names that providers have for it: `deletion_protection_enabled`, `disable_api_termination`. */
const PROTECTION =
  /^(?:enable_)?(?:deletion|delete|termination|destroy)_protection(?:_enabled)?$|^disable_api_(?:termination|stop)$/;

/** Types that hold what Terraform does not manage. */
const HOLDERS = /_(?:bucket|directory_bucket|table_bucket|vector_bucket|repository|vault)$/;

export type Attributes = Readonly<Record<string, unknown>>;

/** A stand-in has the arguments of what it stands for as its input. */
export function attributesOf({ type, change: { before } }: ResourceChange): Attributes {
  const attributes = (before ?? {}) as Attributes;
  return type === "terraform_data" && isBlock(attributes["input"])
    ? attributes["input"]
    : attributes;
}

const isBlock = (value: unknown): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A block may be written alone or in a list. */
const blocksOf = (value: unknown): Attributes[] => [value].flat().filter(isBlock);

/** A word that is not known to switch it off has it on. */
const isOn = (value: unknown): boolean =>
  value === true ||
  (typeof value === "string" && !/^(?:|false|none|off|inactive|disabled)$/i.test(value));
