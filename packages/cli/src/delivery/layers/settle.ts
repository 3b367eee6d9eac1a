import path from "node:path";
import { OperationError } from "../../core/errors";
import { projectRoot } from "../../core/project";
import { isContract, isRead } from "../../state/layers/contract";
import {
  plannedChanges,
  type PlannedChange,
  type PlannedChanges,
} from "../../terraform/plan-changes";
import { rescueErrored, unwritten } from "../errored-state";
import type { Exchange } from "../../stand-ins/exchange";
import type { OpenStack } from "../open-stacks";
import { maskedFailure } from "../plan/masked-failure";

/** What the plan of a moved stack may do. */
export interface Settling {
  /** What is done to a parameter of a contract: made after a split, destroyed after a join. */
  readonly contracts: "create" | "destroy";
  /** Addresses that no stack declares: their end was planned before anything was moved, too. */
  readonly undeclared: ReadonlySet<string>;
  readonly env: NodeJS.ProcessEnv;
}

/** A stack that tells others something. */
export interface PublishingStack extends OpenStack, Exchange {}

/** What came of it. */
export interface Settled {
  /** Addresses of the parameters that were made or destroyed. */
  readonly applied: readonly string[];
  /** What the plan would do besides, which no move can have caused or may hide. */
  readonly findings: PlannedChanges;
}

/**
 * Plans a stack under the lock that the caller has of its state. What the plan does to parameters of
 * contracts is applied; a plan that does anything else is not.
 */
export async function settle(stack: PublishingStack, settling: Settling): Promise<Settled> {
  try {
    await stack.renew();
    const first = await planned(stack);
    const contracts = first.resources.filter((change) => isApplied(change, settling));
    // What a plan does besides would be applied with them.
    const tolerated = contracts.length > 0 ? NONE : settling.undeclared;
    const findings = findingsIn(first, { ...settling, undeclared: tolerated });
    if (contracts.length === 0 || hasAny(findings)) return { applied: [], findings };
    const applied = contracts.map(({ address }) => address).filter(isContract);
    await applyPlan(stack, settling.env);
    await stack.publish();
    const second = await planned(stack);
    const left = second.resources.filter((change) => isApplied(change, settling));
    const { resources, outputs } = findingsIn(second, settling);
    return { applied, findings: { resources: [...left, ...resources], outputs } };
  } catch (error) {
    throw await maskedFailure(stack.terraform, error);
  }
}

const NONE: ReadonlySet<string> = new Set();

export const hasAny = ({ resources, outputs }: PlannedChanges): boolean =>
  resources.length + outputs.length > 0;

/** A plan with stand-ins makes those of what is read, too. */
const isApplied = ({ address, action }: PlannedChange, { contracts }: Settling): boolean =>
  (action === contracts && isContract(address)) || isRead(address);

const findingsIn = (
  { resources, outputs }: PlannedChanges,
  settling: Settling,
): PlannedChanges => ({
  resources: resources.filter(
    (change) =>
      !isApplied(change, settling) &&
      !(change.action === "destroy" && settling.undeclared.has(change.address)),
  ),
  outputs,
});

const PLAN_FILE = "layers.tfplan";

/** The lock is this command's own, which Terraform does not know. */
const LOCKED_BY_US = "-lock=false";

async function planned({ terraform }: OpenStack): Promise<PlannedChanges> {
  await terraform.plan(PLAN_FILE, LOCKED_BY_US);
  return plannedChanges(await terraform.showJson(PLAN_FILE));
}

/** Applies the plan that was looked at. */
async function applyPlan({ name, terraform }: OpenStack, env: NodeJS.ProcessEnv): Promise<void> {
  const failure = await terraform.apply(PLAN_FILE, undefined, [LOCKED_BY_US]).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const [file] = await rescueErrored(path.dirname(terraform.dir), projectRoot);
  if (file !== undefined) {
    throw new OperationError(`${name}: ${unwritten(file, env)}`);
  }
  if (failure) throw failure.error;
}
