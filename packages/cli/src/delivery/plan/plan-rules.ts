import { parseExactly } from "../../core/exact-json";
import type { PlanJson } from "@groundwork/policies/plan-findings";
import { parseAddress, resourceOf } from "../../terraform/address";
import type { StackJson } from "../../state/stack-json";
import type { PlanFinding } from "../store/plan-meta";
import { constructPaths, moduleOf } from "./plan-changes";

/** What a plan is held against, besides what it destroys. */
export interface RulesContext {
  readonly stack: string;
  readonly production: boolean;
  /** The stack as it was synthesized, with what was acknowledged in it. */
  readonly json: StackJson & {
    readonly "//"?: Comment;
    readonly data?: NonNullable<StackJson["resource"]>;
  };
}

interface Comment {
  readonly policies?: {
    readonly acknowledgements?: readonly { rule: string; path: string; reason: string }[];
  };
}

/**
 * What the policies say of what a plan alone shows: what modules are made of, what no construct has
 * made, and arguments that a provider marks as sensitive.
 *
 * @param planJson by `terraform show -json`, of the true resources: stand-ins have no arguments
 */
export async function judgeByRules(
  planJson: string,
  { stack, production, json }: RulesContext,
): Promise<PlanFinding[]> {
  const paths = new Map([
    ...constructPaths(json),
    ...[...constructPaths({ resource: json.data ?? {} })].map(
      ([address, path]) => [`data.${address}`, path] as const,
    ),
  ]);
  const plan = parseExactly(planJson) as PlanJson;
  if (!showsMore(plan, paths)) return [];
  // It loads cdktf, which nothing else of a plan needs.
  const { findingsInPlan } = await import("@groundwork/policies/plan-findings");
  const found = findingsInPlan(plan, production, (address) => paths.has(address));
  return found.map(({ type: _, ...finding }) => {
    const path = pathOf(finding.address, paths);
    const acknowledged = acknowledgedAt(path ?? stack, finding.rule, json);
    return {
      ...finding,
      ...(path !== undefined && { path }),
      ...(acknowledged !== undefined && { acknowledged }),
    };
  });
}

/** Whether a plan has more than resources of AWS that constructs have made. */
const showsMore = (
  { resource_changes: changes = [], configuration }: PlanJson,
  paths: ReadonlyMap<string, string>,
): boolean =>
  Object.keys(configuration?.root_module?.module_calls ?? {}).length > 0 ||
  changes.some(({ address, type }) => {
    const parsed = parseAddress(address);
    return !type?.startsWith("aws_") || !parsed || !paths.has(resourceOf(parsed));
  });

/** The construct of a resource; of what lies in a module, the module's. */
function pathOf(address: string, paths: ReadonlyMap<string, string>): string | undefined {
  if (address.startsWith("module.")) return paths.get(moduleOf(address));
  const parsed = parseAddress(address);
  return parsed && paths.get(resourceOf(parsed));
}

/** Why a rule may be broken at a construct, as it says or one around it. */
const acknowledgedAt = (
  path: string,
  rule: string,
  json: RulesContext["json"],
): string | undefined =>
  (json["//"]?.policies?.acknowledgements ?? [])
    .filter((one) => one.rule === rule && `${path}/`.startsWith(`${one.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0]?.reason;
