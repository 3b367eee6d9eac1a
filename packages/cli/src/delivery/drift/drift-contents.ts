import type { DriftedResource } from "../messages/drift-report";
import { constructPaths, identityOf } from "../plan/plan-changes";
import type { StackJson } from "../../state/stack-json";
import { readPlan, type ResourceChange } from "../../terraform/plan-json";
import { valueAt, type Pointer as Steps } from "../../comparison/pointer";
import { differences } from "./differences";

/** A resource that drifted, with its values. They can be secret. */
export interface Drifted {
  readonly resource: DriftedResource;
  /** None where the resource is gone. */
  readonly attributes: readonly DriftedAttribute[];
  /** All that the resource is in AWS, and what the code makes it; nothing where there is none. */
  readonly inAws: unknown;
  readonly inCode: unknown;
}

/** An attribute that drifted. */
export interface DriftedAttribute {
  /** As it is told: `ingress[0].cidr_blocks`. */
  readonly name: string;
  /** The way to it in the resource; for a stand-in in the one that it stands for. */
  readonly steps: Steps;
  readonly inAws: unknown;
  readonly inCode: unknown;
  readonly inState: unknown;
  /** Whether a provider says that it, or something in it, is secret. */
  readonly isMarked: boolean;
}

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
export const driftedResources = (planJson: string, stack: StackJson): DriftedResource[] =>
  driftIn(planJson, stack).map(({ resource }) => resource);

/** The same with its values. */
export function driftIn(planJson: string, stack: StackJson): Drifted[] {
  const { drift, changes } = readPlan(planJson);
  const paths = constructPaths(stack);
  const planned = new Map(changes.filter(isCurrent).map((change) => [change.address, change]));
  return drift
    .filter((found) => found.mode === "managed" && isCurrent(found))
    .flatMap((found): Drifted[] => {
      const resource = identityOf(found, paths);
      const back = planned.get(found.address);
      if (back === undefined) return [];
      const isStandIn = found.type === "terraform_data" && resource.type !== found.type;
      const [inAws, inCode] = [back.change.before, back.change.after].map((value) =>
        isStandIn ? valueAt(value, [INPUT]) : value,
      );
      if (found.change.actions.join() === "delete") {
        const isMade = back.change.actions.includes("create");
        const gone = { ...resource, action: "gone", attributes: [] } as const;
        return isMade ? [{ resource: gone, attributes: [], inAws, inCode }] : [];
      }
      const changedBack = changedIn(back);
      const changed = changedIn(found).filter(({ name }) =>
        changedBack.some((other) => isWithin(name, other.name) || isWithin(other.name, name)),
      );
      if (changed.length === 0) return [];
      const attributes = changed.map(({ name }) => name);
      return [
        {
          resource: { ...resource, action: "changed", attributes },
          attributes: changed.map((one) => ({
            ...attributeOf(one, found, back),
            ...(isStandIn && one.steps[0] === INPUT && { steps: one.steps.slice(1) }),
          })),
          inAws,
          inCode,
        },
      ];
    });
}

/** What a stand-in has of the resource that it stands for. */
const INPUT = "input";

function attributeOf(
  { name, steps }: ReturnType<typeof changedIn>[number],
  found: ResourceChange,
  back: ResourceChange,
): DriftedAttribute {
  const at = (value: unknown) => valueAt(value, steps);
  const isMarked = [found.change, back.change].some(({ before_sensitive, after_sensitive }) =>
    [before_sensitive, after_sensitive].some((marks) => hasMark(marks, steps)),
  );
  return {
    name,
    steps,
    inAws: at(back.change.before),
    inCode: at(back.change.after),
    inState: at(found.change.before),
    isMarked,
  };
}

/** Whether a tree of marks has one at the end of some steps, below it or on the way. */
function hasMark(marks: unknown, [step, ...rest]: Steps): boolean {
  if (marks === true) return true;
  if (typeof marks !== "object" || marks === null) return false;
  const below = step === undefined ? Object.values(marks) : [valueAt(marks, [step])];
  return below.some((one) => hasMark(one, rest));
}

/**
 * A deposed object has the address of the current one, and nothing of it is changed back: an apply
 * destroys it, as it would have without the drift.
 */
const isCurrent = ({ deposed }: ResourceChange): boolean => deposed === undefined;

const changedIn = ({ change }: ResourceChange) =>
  differences(change.before, change.after, change.before_sensitive, change.after_sensitive);

/** Whether an attribute is a given one, or a part of it. */
const isWithin = (attribute: string, whole: string): boolean =>
  attribute === whole ||
  (attribute.startsWith(whole) && /^[.[]/.test(attribute.slice(whole.length)));
