import { LOAD_TEST_TASK, triesNewTasks } from "@groundwork/constructs/container-service/options";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { foreignNetwork } from "./layers";

/** What the rules look at; see service-options.ts of the constructs. */
type Tried = Draft<{
  loadTestTask: object;
  network: { vpcId: string; nat: string };
  loadBalancer: { testListener: object };
}> & {
  readonly services?: readonly Draft<{
    name: string;
    deployment: { strategy: string; waitMinutes: number; hooks: object };
  }>[];
  readonly layers?: unknown;
};

/** Only through a test listener can anybody try new tasks before customers do. */
export function isThereForNewTasks({ loadBalancer, services }: Tried): string | undefined {
  if (loadBalancer?.testListener !== undefined) return undefined;
  const names = listOf(services).flatMap((service) =>
    triesNewTasks(service?.deployment ?? {}) ? [service.name] : [],
  );
  return names.length === 0
    ? undefined
    : `a test listener, through which new tasks of ${names.join(", ")} are tried`;
}

/** By which else would the load balancer know it? */
export function hasAddressesOfItsOwn(environment: Tried): string | undefined {
  const { loadTestTask, network } = environment;
  if (loadTestTask === undefined) return undefined;
  const isOwn = network?.vpcId === undefined && foreignNetwork(environment) === undefined;
  return isOwn && ["single", "per-zone"].includes(String(network?.nat ?? "single"))
    ? undefined
    : `${isOwn ? "network.nat to be single or per-zone" : "a network of its own"}, as it sends its requests by a NAT gateway's address`;
}

export function leavesTheNameToIt({ loadTestTask, services }: Tried): string | undefined {
  const isTaken = listOf(services).some((service) => service?.name === LOAD_TEST_TASK);
  return loadTestTask !== undefined && isTaken
    ? `no service called ${LOAD_TEST_TASK}, as loadTestTask has that name`
    : undefined;
}
