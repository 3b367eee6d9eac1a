import { deposedSuffix } from "./address";
import {
  type Action,
  countsInWords,
  outputLines,
  resourceLine,
  type PlanCounts,
} from "./plan-words";

/** One thing that a plan would do. Values are left out: some are secret. */
export interface PlannedChange {
  /** With Terraform's suffix where it is a deposed object. */
  readonly address: string;
  readonly action: Exclude<Action, "no-op">;
}

export interface PlannedChanges {
  readonly resources: readonly PlannedChange[];
  /** Names. */
  readonly outputs: readonly string[];
}

export interface Change {
  readonly actions: readonly string[];
}

/** @param json of a plan, by `terraform show -json` */
export function plannedChanges(json: string): PlannedChanges {
  const { resource_changes = [], output_changes } = JSON.parse(json) as {
    resource_changes?: readonly {
      mode: string;
      address: string;
      deposed?: string;
      change: Change;
    }[];
    output_changes?: Readonly<Record<string, Change>>;
  };
  return {
    resources: resource_changes.flatMap(({ mode, address: current, deposed, change }) => {
      const address = `${current}${deposedSuffix(deposed)}`;
      const action = mode === "managed" ? actionOf(change) : undefined;
      return action === undefined ? [] : [{ address, action }];
    }),
    outputs: changedOutputs(output_changes),
  };
}

/** The names of those that a plan would change. */
export const changedOutputs = (changes: Readonly<Record<string, Change>> = {}): string[] =>
  Object.entries(changes)
    .filter(([, { actions }]) => actions.join() !== "no-op")
    .map(([name]) => name);

/** https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
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

/** Undefined where nothing is done, or what nobody here knows of. */
export const actionOf = ({ actions }: Change): PlannedChange["action"] | undefined =>
  ACTIONS[actions.join()];

const COUNTED_AS = {
  create: "add",
  update: "change",
  replace: "replace",
  destroy: "destroy",
  forget: "forget",
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
