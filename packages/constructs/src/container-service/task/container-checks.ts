import type { Construct } from "constructs";
import { check } from "../../check";
import { volumesOf, type Container } from "./container-definition";
import { agentFault, volumesFault } from "./containers-together";

/** What the containers of a task are held against. */
export interface ContainersContext {
  /** Name of the service, and so of its own container. */
  readonly name: string;
  /** Whether ECS Exec is on. */
  readonly exec: boolean;
}

/** Holds a task's containers against each other and against the task; their options are sound by themselves. */
export function checkContainers(
  scope: Construct,
  containers: readonly Container[],
  { name: service, exec }: ContainersContext,
): void {
  const names = containers.map(({ name }) => name);
  const holds = (prop: string, got: unknown, is: boolean, expected: string) =>
    check(scope, `containers${prop}`, got, is, expected);
  holds("", names, names[0] === service, `the service's own first, called "${service}"`);
  const faults = [
    agentFault(exec, containers),
    volumesFault(
      containers.map((container) => ({
        name: container.name,
        writablePaths: volumesOf(container, exec).map(({ path }) => path),
      })),
    ),
  ];
  for (const fault of faults) holds("", names, fault === undefined, String(fault));
  holds("", startOrder(containers), !hasCycle(containers), "no circle in what they start after");
  for (const container of containers) {
    const { name, startAfter = {} } = container;
    const known = Object.keys(startAfter).every((other) => names.includes(other));
    holds(`.${name}.startAfter`, startAfter, known, "containers of the task");
  }
}

const startOrder = (containers: readonly Container[]) =>
  Object.fromEntries(
    containers.map(({ name, startAfter = {} }) => [name, Object.keys(startAfter)]),
  );

/** Takes away those that wait for nobody, until none is left or the rest wait for one another. */
function hasCycle(containers: readonly Container[]): boolean {
  const waiting = containers.filter(({ startAfter = {} }) =>
    containers.some(({ name }) => Object.hasOwn(startAfter, name)),
  );
  if (waiting.length === 0) return false;
  return waiting.length === containers.length || hasCycle(waiting);
}
