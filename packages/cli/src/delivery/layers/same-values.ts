import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { STALE } from "../../core/exit-codes";
import { environmentOf } from "../../core/stack-of";
import type { OpenDelivery } from "../open";
import { sha256 } from "../store/bundle";
import type { PlanSummary } from "../store/plan-meta";
import { parameterValues } from "./parameter-values";

/**
 * What layers below publish is in a plan as it was read then: applied later it would make what fits to
 * none of them.
 *
 * @throws OperationError with exit code 3 where something of it is another now, or gone
 */
export async function expectSameValues(
  { id, stack, read = {}, standIns }: PlanSummary,
  { configuration }: Pick<OpenDelivery, "configuration">,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const names = Object.keys(read);
  const environment = environmentOf(stack, configuration);
  if (names.length === 0 || environment === undefined) return;
  const values = await parameterValues(names, environment, { env, standIns });
  const others = names.filter((name) => sha256(values.get(name) ?? "") !== read[name]);
  if (others.length === 0) return;
  throw new OperationError(
    `${id} is stale: ${others.join(", ")} ${others.length === 1 ? "has" : "have"} another value than when it was planned, as a layer below was applied since; nothing was applied. ` +
      `Plan again, and have that approved: ${ownCommand(`plan ${stack}`)}`,
    STALE,
  );
}
