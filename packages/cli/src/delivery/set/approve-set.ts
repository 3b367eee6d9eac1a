import type { Environment } from "@groundwork/configuration";
import { needsApproval } from "@groundwork/configuration/delivery";
import { roundsOf } from "@groundwork/configuration/rounds";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { MISMATCH, NOT_USABLE } from "../../core/exit-codes";
import { decideOn, type DecideOptions } from "../apply/decide";
import { personOf } from "../messages/events";
import { openDelivery, type OpenDelivery } from "../open";
import { parseId } from "../store/plan-id";
import { readCheckout, type Checkout } from "../plan/checkout";
import { progressOf, setDigest, waitingIn, type NamedPlan } from "./set-plans";

export interface ApproveSetOptions extends Omit<DecideOptions, "id"> {
  readonly environment: Environment;
}

/** The document for programs, as far as the command came. */
interface Result {
  readonly environment: string;
  sha256?: string;
  /** Ids of the plans that were approved. */
  readonly approved: string[];
  error?: string;
}

/**
 * `groundwork approve-set`: lets the plans of all places of an environment be applied, by one hash for
 * all of them.
 *
 * @throws OperationError with exit code 4 when the plans are others than that hash is of, 5 when none
 *   waits, 6 when the approver is not known to be another person than the planner, or is an agent
 */
export async function approveSet(options: ApproveSetOptions): Promise<void> {
  const { environment, json } = options;
  const { name } = environment;
  expectPerson("approve-set", `approve-set ${name}`, options);
  const open = openDelivery(options);
  const document: Result = { environment: name, approved: [] };
  await runCommand({ asked: open.asked, json, document }, async () => {
    const checkout = await readCheckout(options.env);
    const waiting = await waitingPlans(open, environment, checkout);
    if (waiting.length === 0) {
      throw new OperationError(
        `${name}: got no plans of ${checkout.commit} that wait for an approval, expected some: ${ownCommand(`deploy-set ${name}`)} makes them`,
        NOT_USABLE,
      );
    }
    document.sha256 = setDigest(waiting);
    if (options.sha256 !== undefined && options.sha256.toLowerCase() !== document.sha256) {
      throw new OperationError(
        `${name}: got the hash ${options.sha256}, expected ${document.sha256}, of the plans that wait now: ${waiting.map(({ id }) => id).join(", ")}`,
        MISMATCH,
      );
    }
    for (const { id, sha256 } of waiting) {
      // Each plan is asked for where no hash says that all were seen.
      const hash = options.sha256 === undefined ? undefined : sha256;
      const quiet = { ...open, announce: () => Promise.resolve() };
      await decideOn("approved", quiet, { ...options, id, sha256: hash }, {});
      document.approved.push(id);
    }
    const by = personOf(await open.identities.self(options.actor));
    const places = waiting.map(({ id }) => ({
      stack: parseId(id)!.stack,
      result: "planned" as const,
    }));
    const { sha256 } = document;
    const told = { environment: name, commit: checkout.commit, sha256, by };
    await open.announce({
      type: "set-approved",
      set: { ...told, waves: [{ places, tolerated: 0 }] },
    });
    open.person.tell(`Next: ${ownCommand(`deploy-set ${name}`)}`);
  });
}

/** The lowest layer that has some comes first: those above are planned when it is applied. */
async function waitingPlans(
  open: OpenDelivery,
  environment: Environment,
  checkout: Checkout,
): Promise<NamedPlan[]> {
  const gated = needsApproval(open.configuration, environment.name);
  for (const { stacks } of roundsOf(environment)) {
    const waiting = waitingIn(await progressOf(open, stacks, checkout, gated));
    if (waiting.length > 0) return waiting;
  }
  return [];
}
