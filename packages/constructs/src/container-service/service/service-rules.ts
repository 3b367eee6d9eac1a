import { listOf, type Draft } from "../../option-rules";
import { memorySizes } from "../task/fargate";
import type { Deployment } from "./deployment-options";

// What the rules over several options look at. Their types are spelled out because a rule is part
// of the schema from which `ServiceOptions` is inferred.
type Sized = { readonly cpuUnits: number } & Draft<{ memoryMiB: number }>;
export type Accompanied = Sized &
  Draft<{ name: string }> & {
    readonly sidecars?: readonly Draft<{ name: string; cpuUnits: number; memoryMiB: number }>[];
  };
type Counted = Draft<{ desiredCount: number; autoscaling: { minCount: number; maxCount: number } }>;
type Rolled = Counted & { readonly deployment?: Deployment };
type Reached = Draft<{
  http: object;
  deployment: { strategy: string };
  autoscaling: { requestsPerTarget: number };
}>;

type Queued = Draft<{
  queue: { visibilityTimeoutSeconds: number };
  stopTimeoutSeconds: number;
  autoscaling: { memoryPercent: number; requestsPerTarget: number };
}>;

export function fitsFargate({ cpuUnits, memoryMiB }: Sized): string | undefined {
  const sizes = memorySizes(cpuUnits);
  if (memoryMiB === undefined || sizes.length === 0 || sizes.includes(memoryMiB)) return undefined;
  return `one of ${sizes.join(", ")} for ${cpuUnits} cpu units`;
}

export function namesEachContainerOnce({ name, sidecars }: Accompanied): string | undefined {
  const names = [name, ...listOf(sidecars).map((sidecar) => sidecar?.name)];
  const twice = names.find((one, index) => typeof one === "string" && names.indexOf(one) < index);
  return twice === undefined
    ? undefined
    : `every container to have a name of its own, and ${twice} is there twice`;
}

/** What is set aside for containers is the task's. */
export function fitsTheTask(service: Accompanied): string | undefined {
  const { cpuUnits, memoryMiB = memorySizes(cpuUnits)[0] } = service;
  for (const [option, limit] of Object.entries({ cpuUnits, memoryMiB })) {
    const sum = listOf(service.sidecars).reduce(
      (all, sidecar) => all + (sidecar?.[option as "cpuUnits"] ?? 0),
      0,
    );
    if (limit !== undefined && sum > limit) {
      return `${option} of sidecars in all no more than the task's ${limit}, and they are ${sum}`;
    }
  }
  return undefined;
}

export function staysInBounds({ desiredCount, autoscaling }: Counted): string | undefined {
  if (desiredCount === undefined || autoscaling === undefined) return undefined;
  const { minCount = 0, maxCount = 1000 } = autoscaling;
  return minCount <= desiredCount && desiredCount <= maxCount
    ? undefined
    : `autoscaling's minCount to maxCount, ${minCount} to ${maxCount}`;
}

export function hasTrafficToShift({ http, deployment }: Reached): string | undefined {
  const strategy = deployment?.strategy ?? "ROLLING";
  return strategy === "ROLLING" || http !== undefined
    ? undefined
    : `the strategy ROLLING: without http there are no requests to shift`;
}

/**
 * ECS can neither start a task more nor stop one otherwise, and never deploys (ECS developer guide,
 * "Service event messages": unable to stop or start tasks during a deployment).
 */
export function leavesRoom({ deployment, desiredCount, autoscaling }: Rolled): string | undefined {
  if (deployment?.strategy !== "ROLLING") return undefined;
  const { minimumHealthyPercent, maximumPercent } = deployment;
  const tasks = Math.max(1, autoscaling?.minCount ?? desiredCount ?? 1);
  const stays = Math.ceil((tasks * minimumHealthyPercent) / 100) >= tasks;
  return stays && Math.floor((tasks * maximumPercent) / 100) <= tasks
    ? `room to start a task more than ${tasks}, or a minimumHealthyPercent that lets one stop`
    : undefined;
}

export function countsMessagesAlone({ queue, autoscaling }: Queued): string | undefined {
  return queue !== undefined &&
    (autoscaling?.memoryPercent !== undefined || autoscaling?.requestsPerTarget !== undefined)
    ? "neither memoryPercent nor requestsPerTarget, as the messages of the queue count the tasks"
    : undefined;
}

/** Else another task takes a message while the one that stops still works on it. */
export function outlivesItsTask({ queue, stopTimeoutSeconds }: Queued): string | undefined {
  const { visibilityTimeoutSeconds = 300 } = queue ?? {};
  // Without one ECS gives 30 seconds (ECS API, ContainerDefinition).
  const stop = stopTimeoutSeconds ?? 30;
  return queue === undefined || visibilityTimeoutSeconds >= stop
    ? undefined
    : `at least the ${stop} seconds that a container has to stop`;
}

export function countsRequests({ http, deployment, autoscaling }: Reached): string | undefined {
  if (autoscaling?.requestsPerTarget === undefined) return undefined;
  if (http === undefined) return "none, as no requests reach a service without http";
  return (deployment?.strategy ?? "ROLLING") === "ROLLING"
    ? undefined
    : "none: the metric is of one target group, and this strategy moves requests between two";
}
