import { accessRules } from "./access";
import { encryptionRules } from "./encryption";
import { networkRules } from "./network";
import { planView, type PlanJson } from "./plan-view";
import type { Resource } from "./resources";
import type { Rule } from "./rule";
import { secretRules } from "./secrets";

export type { PlanJson };

/** What a rule has against a resource of a plan. */
export interface PlannedFinding extends Pick<Rule, "severity" | "fix"> {
  readonly rule: string;
  /** The address of the instance, as `module.db.aws_db_instance.this[0]`. */
  readonly address: string;
  readonly type: string;
  readonly detail: string;
}

/** Rules about what is read of a module's arguments. The others name what only its author can mend. */
const IN_PLANS: readonly Rule[] = [
  ...encryptionRules,
  ...networkRules,
  ...accessRules.filter(({ id }) => id !== "readable-documents"),
  ...secretRules,
];

/** Ids of the rules that plans are held against. */
export const PLANNED_RULES: readonly string[] = IN_PLANS.map(({ id }) => id);

/**
 * Holds what a plan knows and a synth does not against the rules: what modules are made of, what no
 * construct has made, and arguments that a provider marks as sensitive.
 *
 * @param production whether the rules for production count as well
 * @param isInCode whether a construct has made the resource of the root module at an address, so
 *   that its arguments were looked at already
 */
export function findingsInPlan(
  plan: PlanJson,
  production: boolean,
  isInCode: (address: string) => boolean,
): PlannedFinding[] {
  const view = planView(plan);
  const isNews = (rule: Rule, { type, address }: Resource) =>
    /^module\.[^.]+\./.test(address) ||
    (type !== "module" && !isInCode(address)) ||
    (rule.id === "no-secret-in-state" && !type.startsWith("aws_") && type !== "module");
  return IN_PLANS.filter(({ appliesTo }) => production || appliesTo === "every stack").flatMap(
    (rule) =>
      rule
        .find(view)
        .filter(({ resource }) => isNews(rule, resource))
        .map(({ resource, detail }) => ({
          rule: rule.id,
          severity: rule.severity,
          fix: rule.fix,
          address: resource.path,
          type: resource.type,
          detail: view.text(detail),
        })),
  );
}
