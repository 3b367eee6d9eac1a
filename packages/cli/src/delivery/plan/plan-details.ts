import { masker, secretsIn } from "./secrets";
import { constructPaths, identityOf } from "./plan-changes";
import {
  detailsText,
  readDetails,
  type PlanDetails,
  type PlannedAttribute,
  type ResourceDetails,
} from "../store/plan-details";
import { originalAddress } from "../../stand-ins/addresses";
import type { StackJson } from "../../state/stack-json";
import { parseAddress } from "../../terraform/address";
import { actionOf } from "../../terraform/plan-changes";
import { readPlan, type Change, type ResourceChange } from "../../terraform/plan-json";
import { attributeChanges, pathOf, type AttributeChange } from "../../words/attribute-changes";
import { widerAccess, type Wider } from "../../words/wider/wider";

/**
 * What a plan changes, value by value. What the plan marks as sensitive is masked, wherever it is
 * repeated, and so is what looks like a secret.
 *
 * @param planJson by `terraform show -json`
 * @param stack as it was synthesized, before stand-ins took the place of its resources
 * @throws OperationError when the plan does what this does not know, or its secrets cannot be told
 *   from the rest
 */
export function planDetails(planJson: string, stack: StackJson): PlanDetails {
  const { changes, outputs } = readPlan(planJson);
  const paths = constructPaths(stack);
  const managed = changes
    .filter(({ mode, change }) => mode === "managed" && actionOf(change) !== undefined)
    .map((one) => ({
      ...identityOf(one, paths),
      change: changeOfOwn(one),
      code: codeOf(one, stack),
    }));
  const gone = new Set(managed.filter(isGone).flatMap(namesOf));
  const details: PlanDetails = {
    resources: managed.flatMap((one) => detailsOf(one, gone)),
    outputs: Object.entries(outputs).flatMap(([name, change]) => outputChanges(name, change)),
  };
  // A text is cut only then: a part of a secret would be found nowhere.
  return shortened(readDetails(masker(secretsIn(planJson))(detailsText(details)))!);
}

interface ManagedChange {
  readonly address: string;
  readonly type: string;
  readonly change: Change;
  /** The resource as the code has it. */
  readonly code: object | undefined;
}

function detailsOf(
  { address, type, change, code }: ManagedChange,
  gone: ReadonlySet<string>,
): ResourceDetails[] {
  const { before, after, after_unknown: unknown } = change;
  const forcing = (change.replace_paths ?? []).map(pathOf);
  const attributes = changesIn(change)
    .filter((one) => isWorthTelling(one, change, code))
    .map((one): PlannedAttribute => {
      const forces = forcing.some((path) => isWithin(one.path, path) || isWithin(path, one.path));
      return { ...one, ...(forces && { forces }) };
    });
  // Whatever was kept out of something that goes as well is kept out of nothing.
  const isWithOwner = isGone({ change }) && ownersOf(before).some((owner) => gone.has(owner));
  const wider: Wider[] = isWithOwner ? [] : widerAccess({ type, before, after, unknown, code });
  if (attributes.length + wider.length === 0) return [];
  return [{ address, attributes, ...(wider.length > 0 && { wider }) }];
}

const isGone = ({ change }: Pick<ManagedChange, "change">): boolean =>
  actionOf(change) === "destroy";

const changesIn = (change: Change): AttributeChange[] =>
  attributeChanges(change.before, change.after, {
    sensitive: change.after_sensitive,
    sensitiveBefore: change.before_sensitive,
    unknown: change.after_unknown,
  });

/** Whether the code says it, of what is made: what AWS will make up is in nobody's plan. */
function isWorthTelling(
  { path, unknown, after }: AttributeChange,
  { before }: Change,
  code: object | undefined,
): boolean {
  if (!unknown || after !== undefined || (before !== null && before !== undefined)) return true;
  const argument = /^[^.[]+/.exec(path)?.[0] ?? path;
  return code !== undefined && Object.hasOwn(code, argument);
}

const outputChanges = (name: string, change: Change): AttributeChange[] => {
  const of = (value: unknown) => (value === undefined ? {} : { [name]: value });
  return attributeChanges(of(change.before), of(change.after), {
    sensitive: of(change.after_sensitive),
    sensitiveBefore: of(change.before_sensitive),
    unknown: of(change.after_unknown),
  });
};

/** The change of what a stand-in stands for, which is the stand-in's input. */
function changeOfOwn({ address, type, change }: ResourceChange): Change {
  // Its address may have been turned back with the rest of Terraform's text.
  const standsFor = parseAddress(originalAddress(address))?.type ?? address;
  const isStandIn = type === "terraform_data" && standsFor !== type;
  if (!isStandIn) return change;
  const inputOf = (value: unknown) =>
    value === true ? true : ((value as { input?: unknown } | null | undefined)?.input ?? null);
  return {
    ...change,
    before: inputOf(change.before),
    after: inputOf(change.after),
    before_sensitive: inputOf(change.before_sensitive),
    after_sensitive: inputOf(change.after_sensitive),
    after_unknown: inputOf(change.after_unknown),
    replace_paths: (change.replace_paths ?? []).map((path) =>
      path.filter((part) => part !== "input"),
    ),
  };
}

function codeOf({ address }: ResourceChange, { resource = {} }: StackJson): object | undefined {
  const parsed = parseAddress(originalAddress(address));
  if (!parsed || parsed.modules.length > 0) return undefined;
  return resource[parsed.type]?.[parsed.name];
}

/** What others know a resource by. A policy, or the like, goes by the names of what it is about. */
const namesOf = ({ type, change: { before } }: ManagedChange): string[] => {
  const isOwn = textsIn(before, ["arn"]).length > 0 && !type.endsWith("_policy");
  return isOwn ? textsIn(before, ["id", "arn", "name", "bucket", "url"]) : [];
};

/** What a resource that says something of another one knows that by. */
const ownersOf = (value: unknown): string[] =>
  textsIn(value, [
    "bucket",
    "role",
    "user",
    "group",
    "repository",
    "queue_url",
    "arn",
    "key_id",
    "resource_arn",
    "security_group_id",
    "network_acl_id",
  ]);

const textsIn = (value: unknown, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const found = (value as Record<string, unknown> | null | undefined)?.[name];
    return typeof found === "string" && found !== "" ? [found] : [];
  });

const isWithin = (path: string, whole: string): boolean =>
  path === whole || (path.startsWith(whole) && /^[.[]/.test(path.slice(whole.length)));

/** Longest text that is kept of a value, in characters: a page shows it, and nobody reads more. */
const TEXT_MAX = 2000;

const shortened = ({ resources, outputs }: PlanDetails): PlanDetails => ({
  resources: resources.map((one) => ({ ...one, attributes: one.attributes.map(shortChange) })),
  outputs: outputs.map(shortChange),
});

const shortChange = <Changed extends AttributeChange>(change: Changed): Changed => ({
  ...change,
  ...("before" in change && { before: short(change.before) }),
  ...("after" in change && { after: short(change.after) }),
});

function short(value: unknown): unknown {
  if (typeof value === "string" && value.length > TEXT_MAX) {
    const kept = value.slice(0, TEXT_MAX).replace(/[\uD800-\uDBFF]$/, "");
    return `${kept}... and ${value.length - kept.length} characters more`;
  }
  if (Array.isArray(value)) return value.map(short);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, short(part)]));
}
