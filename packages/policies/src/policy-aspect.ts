import {
  Annotations,
  Aspects,
  TerraformModule,
  TerraformResource,
  TerraformStack,
  type IAspect,
} from "cdktf";
import type { IConstruct } from "constructs";
import type { Acknowledgement } from "@groundwork/constructs/acknowledgement";
import { acknowledgementsAt } from "./acknowledge";
import { rules } from "./index";
import { PLANNED_RULES } from "./plan-findings";
import { rendered } from "./rendered";
import { adviceOn, type Finding, type Rule } from "./rule";

/** What a stack's JSON says of its policies, for `groundwork policies`. */
export interface PolicyReport {
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: Rule["severity"];
    readonly path: string;
    readonly detail: string;
  }[];
  readonly acknowledgements: readonly (Acknowledgement & {
    readonly path: string;
    /** Paths where the acknowledgement lets a finding pass; none when it is stale, or of a plan. */
    readonly covers: readonly string[];
    /** Whether it may cover what a plan alone shows. */
    readonly inPlans?: true | undefined;
  })[];
}

/**
 * Holds a stack, or all stacks of an app that heed its aspects as `GroundworkStack` does, against
 * the rules whenever they are synthesized. Findings become annotations of the constructs they are
 * about; errors among them stop `cdktf synth`, `diff` and `deploy`.
 *
 * @param isProduction whether the rules for production count as well, by the stack's id
 */
export const applyPolicies = (
  scope: IConstruct,
  isProduction: (stackId: string) => boolean,
): void => Aspects.of(scope).add(new PolicyAspect(isProduction));

/** An acknowledgement at its construct. */
interface Placed extends Acknowledgement {
  readonly construct: IConstruct;
  readonly covers: string[];
}

/**
 * One Aspect for all rules rather than one each: cdktf walks the tree once, every resource is
 * rendered once, and a rule sees a bucket together with the resources that configure it.
 */
class PolicyAspect implements IAspect {
  /** The last construct of the stack that is walked. */
  private last: IConstruct | undefined;
  private readonly done = new WeakSet<TerraformStack>();

  constructor(private readonly isProduction: (stackId: string) => boolean) {}

  /** Acts at the end of a stack's walk, when other Aspects have made their changes. */
  visit(construct: IConstruct): void {
    if (TerraformStack.isStack(construct)) this.last = construct.node.findAll().at(-1);
    if (construct !== this.last) return;
    const stack = TerraformStack.of(construct);
    if (this.done.has(stack)) return;
    this.done.add(stack);
    this.check(stack, stack.node.findAll());
  }

  private check(stack: TerraformStack, constructs: readonly IConstruct[]): void {
    const resources = rendered(stack, constructs);
    const production = this.isProduction(stack.node.id);
    const applying = rules.filter((rule) => production || rule.appliesTo === "every stack");
    const placed = constructs.flatMap((construct) =>
      acknowledgementsAt(construct).map((entry): Placed => ({ ...entry, construct, covers: [] })),
    );

    const findings: PolicyReport["findings"][number][] = [];
    for (const rule of applying) {
      for (const { resource, detail: unresolved } of rule.find(resources)) {
        const { construct = stack, path } = resource;
        const acknowledgement = nearest(placed, rule, construct);
        if (acknowledgement) {
          acknowledgement.covers.push(path);
          continue;
        }
        const detail = resources.text(unresolved);
        findings.push({ rule: rule.id, severity: rule.severity, path, detail });
        annotate(construct, rule, detail);
      }
    }

    const inForce = placed.filter(({ rule }) => applying.some(({ id }) => id === rule));
    for (const { construct, rule, covers } of inForce) {
      if (covers.length === 0 && !mayCoverPlanned(construct, rule)) {
        Annotations.of(construct).addWarning(
          `the acknowledgement of ${rule} is stale: nothing here or below is against that rule; remove it`,
        );
      }
    }
    report(stack, {
      findings,
      acknowledgements: inForce.map(({ construct, rule, reason, covers }) => ({
        rule,
        path: construct.node.path,
        reason,
        covers,
        ...(mayCoverPlanned(construct, rule) && { inPlans: true as const }),
      })),
    });
  }
}

/**
 * Writes the report into a comment of the stack's JSON, which Terraform skips. cdktf's own channel,
 * an info annotation, would print every acknowledgement at every synth.
 */
function report(stack: TerraformStack, { findings, acknowledgements }: PolicyReport): void {
  if (findings.length + acknowledgements.length > 0) {
    stack.addOverride("//.policies", { findings, acknowledgements });
  }
}

/**
 * Whether a plan may show what is acknowledged: what a module below is made of, or what a provider
 * other than AWS's calls a secret.
 */
const mayCoverPlanned = (construct: IConstruct, rule: string): boolean =>
  PLANNED_RULES.includes(rule) &&
  construct.node
    .findAll()
    .some(
      (below) =>
        below instanceof TerraformModule ||
        (rule === "no-secret-in-state" &&
          TerraformResource.isTerraformResource(below) &&
          !below.terraformResourceType.startsWith("aws_")),
    );

/** The acknowledgement of a rule at a construct, or else at the closest one around it. */
const nearest = (placed: readonly Placed[], { id }: Rule, construct: IConstruct) =>
  construct.node.scopes
    .toReversed()
    .map((scope) => placed.find((entry) => entry.construct === scope && entry.rule === id))
    .find((entry) => entry !== undefined);

function annotate(construct: IConstruct, rule: Rule, detail: Finding["detail"]): void {
  const message = [`${rule.id}: ${detail}`, ...adviceOn(rule).map((line) => `  ${line}`)].join(
    "\n",
  );
  const annotations = Annotations.of(construct);
  if (rule.severity === "error") annotations.addError(message);
  else annotations.addWarning(message);
}
