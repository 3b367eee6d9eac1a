import { ownCommand } from "@groundwork/constructs/own-command";
import { isContract } from "../../state/layers/contract";
import type { StackJson } from "../../state/stack-json";
import { readPlan } from "../../terraform/plan-json";
import { constructPaths, identityOf } from "../plan/plan-changes";
import type { PlanFinding } from "../store/plan-meta";
import type { LayersAround } from "./layers-around";

/** The rule that nothing lets pass. */
export const DISPLACED = "declared-elsewhere";

/**
 * Refuses what a plan destroys and another layer declares: the option `layers` was changed, and the
 * states still are as before. States in S3 are looked at before a plan; of others only the plan tells.
 *
 * @param planJson by `terraform show -json`
 * @param code of the stack that is planned
 */
export function displacedIn(
  planJson: string,
  code: StackJson,
  { environment, below, above }: Pick<LayersAround, "environment" | "below" | "above">,
): PlanFinding[] {
  const paths = constructPaths(code);
  return readPlan(planJson).changes.flatMap((change): PlanFinding[] => {
    const { address, path } = identityOf(change, paths);
    const isGone = change.mode === "managed" && change.change.actions.join() === "delete";
    if (!isGone || isContract(address)) return [];
    const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".");
    const now = [...below, ...above].find(({ json }) => json.resource?.[type]?.[name]);
    if (now === undefined) return [];
    return [
      {
        rule: DISPLACED,
        severity: "error",
        address,
        ...(path !== undefined && { path }),
        detail: `is destroyed, and ${now.name} declares it by now and would make it anew`,
        fix: `move it between the states before: ${ownCommand(`split ${environment.name}`)}, or by hand (packages/docs/state-operations.md)`,
      },
    ];
  });
}
