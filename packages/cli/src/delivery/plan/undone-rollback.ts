import { plainLine } from "../../core/plain";
import { subjectOf } from "../../words/subject";
import { lastOutcome } from "../store/last-outcome";
import { nameOf, type PlanFinding, type PlannedResource } from "../store/plan-meta";
import { imageInWords, type PlannedRollback } from "../store/planned-rollback";
import type { PlanStore } from "../store/plan-store";
import type { StoreObjects } from "../store/store-objects";

/**
 * Warns of a plan that has a service leave the image that it was rolled back to by the apply before:
 * the commit says another one as long as nobody has merged that.
 *
 * @param resources that the plan does something to
 */
export async function undoneRollback(
  stack: string,
  resources: readonly PlannedResource[],
  { objects, store }: { readonly objects: StoreObjects; readonly store: PlanStore },
): Promise<PlanFinding[]> {
  if (!resources.some(({ type }) => type === DEFINITION)) return [];
  const last = await lastOutcome(objects, stack);
  if (!last?.outcome.ok) return [];
  const { rollback } = (await store.record(last.id))?.summary ?? {};
  const changed = rollback && resources.find((one) => isDefinitionOf(one, rollback));
  if (rollback === undefined || changed === undefined) return [];
  const { service, to, why } = rollback;
  const reason = why === undefined ? "" : ` (${plainLine(why)})`;
  return [
    {
      rule: "undoes-rollback",
      severity: "warning",
      address: changed.address,
      path: changed.path,
      detail: `has ${service} leave ${imageInWords(to)}, to which ${nameOf(last.outcome.by)} rolled it back by the apply before${reason}`,
    },
  ];
}

const DEFINITION = "aws_ecs_task_definition";

const isDefinitionOf = (
  { type, address, path }: PlannedResource,
  { service }: PlannedRollback,
): boolean =>
  type === DEFINITION && subjectOf({ address, constructPath: path }) === `service ${service}`;
