import { deposedSuffix } from "./address";
import { readPlan, type ActionInvocation, type Change } from "./plan-json";
import {
  type Action,
  countsInWords,
  outputLines,
  resourceLine,
  type PlanCounts,
} from "./plan-words";

/** One thing that a plan would do. Values are left out: some are secret. */
export interface PlannedChange {
  /** The address, with Terraform's suffix if it is a deposed object. */
  readonly address: string;
  readonly action: Exclude<Action, "no-op">;
  /** The event after which an action is run, as `after the update of aws_sqs_queue.jobs`. */
  readonly trigger?: string | undefined;
}

export interface PlannedChanges {
  readonly resources: readonly PlannedChange[];
  /** Names of the outputs that change. */
  readonly outputs: readonly string[];
}

/**
 * @param json of a plan, by `terraform show -json`
 * @throws OperationError when the plan does what this does not know
 */
export function plannedChanges(json: string): PlannedChanges {
  const { changes, outputs, invocations } = readPlan(json);
  return {
    resources: [
      ...changes.flatMap(({ mode, address: current, deposed, change }) => {
        const address = `${current}${deposedSuffix(deposed)}`;
        const action = mode === "managed" ? actionOf(change) : undefined;
        return action === undefined ? [] : [{ address, action }];
      }),
      ...invocations.map((one) => ({
        address: one.address,
        action: "invoke" as const,
        trigger: triggerOf(one),
      })),
    ],
    outputs: changedOutputs(outputs),
  };
}

/** Names of the outputs that a plan would change. */
export const changedOutputs = (changes: Readonly<Record<string, Change>> = {}): string[] =>
  Object.entries(changes)
    .filter(([, { actions }]) => actions.join() !== "no-op")
    .map(([name]) => name);

const ACTIONS: Readonly<Record<string, PlannedChange["action"]>> = {
  create: "create",
  update: "update",
  "delete,create": "replace",
  "create,delete": "replace",
  delete: "destroy",
  forget: "forget",
  // The old one is left behind, outside of the state.
  "create,forget": "replace",
};

/** Undefined if nothing is done, or something is only read. */
export const actionOf = ({ actions }: Change): PlannedChange["action"] | undefined =>
  ACTIONS[actions.join()];

/**
 * When an action is run, as `after the update of aws_sqs_queue.jobs`.
 *
 * @param nameOf what people know a resource by, from its address
 */
export function triggerOf(
  { lifecycle_action_trigger: trigger }: ActionInvocation,
  nameOf = (address: string) => address,
): string {
  const { triggering_resource_address: address, action_trigger_event: event = "" } = trigger ?? {};
  if (address === undefined) return "as it was asked for";
  const [, when = "", what = ""] = /^(Before|After)(Create|Update|Destroy)$/.exec(event) ?? [];
  if (what === "") return `for ${nameOf(address)}`;
  return `${when.toLowerCase()} the ${EVENTS[what]} of ${nameOf(address)}`;
}

const EVENTS: Readonly<Record<string, string>> = {
  Create: "creation",
  Update: "update",
  Destroy: "destruction",
};

const COUNTED_AS = {
  create: "add",
  update: "change",
  replace: "replace",
  destroy: "destroy",
  forget: "forget",
  invoke: "invoke",
} as const satisfies Record<PlannedChange["action"], keyof PlanCounts>;

/** `Plan: 1 to add, 2 to destroy`, and a line for each. */
export function planSummary({ resources, outputs }: PlannedChanges): string {
  const counts: Partial<Record<keyof PlanCounts, number>> = { outputs: outputs.length };
  for (const { action } of resources) {
    const name = COUNTED_AS[action];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return [
    `Plan: ${countsInWords(counts)}`,
    ...resources.map(resourceLine),
    ...outputLines(outputs),
  ].join("\n");
}
