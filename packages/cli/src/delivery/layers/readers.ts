import { readPlan, type ResourceChange } from "../../terraform/plan-json";
import { isRead } from "../../state/layers/contract";
import type { StackJson } from "../../state/stack-json";
import { constructPaths, identityOf } from "../plan/plan-changes";
import type { PlanFinding } from "../store/plan-meta";
import { attributesOf, type Attributes } from "../teardown/protections";
import type { LayersAround } from "./layers-around";
import { fieldOf, readBy, type LayerStack } from "./stack-parameters";

/**
 * Warns of each value that a plan has a layer publish otherwise, or no longer, and names the stacks
 * that read it: they are as they were until they are planned and applied again.
 *
 * @param planJson by `terraform show -json`
 * @param code of the stack that is planned
 */
export function findingsAbove(
  planJson: string,
  code: StackJson,
  { path, above }: Pick<LayersAround, "path" | "above">,
): PlanFinding[] {
  const readers = readersOf(above, path);
  const appliedReaders = readersOf(above, path, ({ applied = [] }) => applied);
  if (readers.size + appliedReaders.size === 0) return [];
  const paths = constructPaths(code);
  return readPlan(planJson).changes.flatMap((change): PlanFinding[] => {
    const { address, path: at, type } = identityOf(change, paths);
    if (type !== "aws_ssm_parameter" || isRead(address)) return [];
    const was = publishedBefore(change);
    const byCode = readers.get(was?.name ?? "");
    const stacks = byCode ?? appliedReaders.get(was?.name ?? "");
    const becomes = was && stacks && becomesOf(change, was);
    // What the code reads no more, a stack can do without as soon as it is applied again.
    if (becomes === undefined || (byCode === undefined && becomes !== GONE)) return [];
    const [last, ...others] = stacks!.toReversed();
    const all =
      others.length === 0 ? `${last} reads` : `${others.toReversed().join(", ")} and ${last} read`;
    const [when, order] = byCode
      ? ["", "next"]
      : [" as applied, and by this code no more", "first"];
    return [
      {
        rule: "read-above",
        severity: "warning",
        address,
        ...(at !== undefined && { path: at }),
        detail: `${becomes} ${fieldOf(was!.name)}, which ${all}${when}: plan and apply ${others.length === 0 ? "it" : "them"} ${order}`,
      },
    ];
  });
}

const GONE = "no longer publishes";

/** The stacks that read each parameter, lowest layer first. */
function readersOf(
  above: readonly LayerStack[],
  path: string,
  reads = ({ json }: LayerStack): readonly string[] => readBy(json, path),
): ReadonlyMap<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const stack of above) {
    for (const parameter of reads(stack)) {
      readers.set(parameter, [...(readers.get(parameter) ?? []), stack.name]);
    }
  }
  return readers;
}

interface Published {
  readonly name: string;
  readonly value: unknown;
}

/** What a resource published before; undefined of one that is new. */
const publishedBefore = (change: ResourceChange): Published | undefined =>
  publishedIn(attributesOf(change));

// The provider says the same as `value`, which is for secrets.
const publishedIn = ({ name, insecure_value: value }: Attributes): Published | undefined =>
  typeof name === "string" ? { name, value } : undefined;

/** What becomes of it, as words before the field; undefined where its value stays. */
function becomesOf({ change, ...resource }: ResourceChange, was: Published): string | undefined {
  const does = change.actions.filter((action) => action !== "no-op" && action !== "read");
  if (does.length === 0 || does.join() === "forget") return undefined;
  if (does.join() === "delete") return GONE;
  const is = publishedIn(
    attributesOf({ ...resource, change: { ...change, before: change.after } }),
  );
  const unknown = attributesOf({
    ...resource,
    change: { ...change, before: change.after_unknown },
  });
  const isUnknown = (argument: string) => unknown[argument] === true || unknown["input"] === true;
  if (is !== undefined && is.name !== was.name) return GONE;
  if (isUnknown("insecure_value")) return "may publish another";
  return is?.value === was.value ? undefined : "publishes another";
}
