import { ownerOf } from "@groundwork/configuration/names";
import { keyOfState } from "../core/stack-of";
import type { Checkout } from "../delivery/plan/checkout";
import { makePlan } from "../delivery/plan/make-plan";
import { openDelivery } from "../delivery/open";
import { planText } from "../delivery/store/plan-text";
import { deliverySettings } from "../delivery/settings";
import type { PlanOptions } from "../delivery/plan/plan";
import { releaseNote, requireTerraform } from "../terraform/release";
import { say } from "../core/outlet";
import { CHANGES, DENIED, DONE, type ExitCode } from "../core/exit-codes";

/**
 * `plan` of a stack that demands an approval, with uncommitted changes, for which `plan` itself has
 * no option: only an emulator may have what nobody can review. Prints what `plan --json` does.
 *
 * @returns the exit code that `plan` would end with
 */
export async function planUncommitted(options: PlanOptions, checkout: Checkout): Promise<ExitCode> {
  const { stack } = options;
  const owner = ownerOf(stack);
  const open = openDelivery(options);
  const { summary, ...made } = await makePlan({
    ...options,
    open,
    key: keyOfState(stack, open.configuration),
    settings: deliverySettings(open.configuration, owner),
    checkout,
    shared: {},
    plannedBy: await open.identities.self(),
    terraformVersion: releaseNote(await requireTerraform(options.env)),
  });
  say(JSON.stringify({ stack, ...made, id: summary?.id, sha256: summary?.sha256, summary }));
  if (!summary) return made.changes ? DENIED : DONE;
  open.person.tell(planText({ summary, storedAt: open.store.now().toISOString() }));
  await open.announce({ type: "plan-ready", plan: summary });
  return CHANGES;
}
