import type { Configuration } from "@groundwork/configuration";
import { ownerOf, stackId } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { CHANGES } from "../core/exit-codes";
import { deliverySettings } from "../delivery/settings";
import type { PlanSummary } from "../delivery/store/plan-meta";
import { countsInWords } from "../terraform/plan-words";
import { editedFile } from "../rollback/edited-project";
import { rollback } from "../rollback/rollback";
import type { Step } from "./steps";

/** What is known of the plan of a rollback. */
interface PlannedBack {
  readonly id: string;
  readonly sha256: string;
  readonly summary: PlanSummary;
}

/** An image that there is not: no task runs it. */
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const WHY = "a rehearsal";

/**
 * The step in which kim has a service go back, of the first environment that demands an approval; or
 * why there is none.
 *
 * @param stacks that are delivered
 */
export async function rehearsedRollback(
  configuration: Configuration,
  stacks: readonly string[],
): Promise<{ readonly step?: Step<PlannedBack>; readonly skip: string | false }> {
  const environment = stacks
    .filter((stack) => deliverySettings(configuration, ownerOf(stack)).needsApproval)
    .flatMap(
      (stack) => configuration.environments.find(({ name }) => name === ownerOf(stack)) ?? [],
    )
    .find(({ services }) => services.length > 0);
  if (environment === undefined)
    return { skip: "no environment with services demands an approval" };
  const { name } = environment;
  const service = environment.services[0]!.name;
  try {
    await editedFile(name, service, { digest: DIGEST });
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { skip: error.message };
  }
  const step: Step<PlannedBack> = {
    who: "kim",
    event: "rollback planned",
    stacks: [stackId(name)],
    line: ownCommand(`rollback ${name} ${service} --to ${DIGEST} --why "${WHY}" --wait 0`),
    run: (common) =>
      rollback({
        ...common,
        environment,
        service,
        to: DIGEST,
        why: WHY,
        wait: 0,
        withOthers: false,
        lockTimeout: "0s",
      }),
    code: CHANGES,
    tells: ["plan-ready"],
    outcome: ({ summary }) => `stored, for ${service}: ${countsInWords(summary.counts)}`,
  };
  return { step, skip: false };
}
