import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { namesOf, onInstances } from "./on-instances";

/** What the rules look at; see service-options.ts of the constructs. */
type Isolated = Draft<{
  network: { vpcId: string; nat: string; interfaceEndpoints: string[] };
  capacityProviderStrategy: Strategy;
  databases: object[];
  exec: boolean;
}> & { readonly services?: readonly Listed[] };
type Strategy = { capacityProvider: string }[];
type Listed = Draft<{
  name: string;
  image: object;
  capacityProviderStrategy: Strategy;
  secrets: Record<string, { parameter: string } | { secret: string }>;
  sidecars: { image: string; secrets: object }[];
}>;

/** Fargate pulls images and writes logs through these (ECS developer guide, "Amazon ECS interface VPC endpoints"). */
const OF_ALL = ["ecr.api", "ecr.dkr", "logs"];

/** The agent of an instance registers it, and hears of its tasks (the same page). */
const OF_INSTANCES = ["ecs", "ecs-agent", "ecs-telemetry"];

/** A session goes by Systems Manager, and is encrypted with the environment's key (the same guide, "ECS Exec"). */
const OF_EXEC = ["ssmmessages", "kms"];

/** An isolated network has an endpoint for all that its services cannot start without. */
export function reachesItsServices(environment: Isolated): string | undefined {
  const { network, services, databases, exec } = environment;
  if (network?.nat !== "isolated") return undefined;
  const sources = listOf(services)
    .flatMap((service) => [service, ...listOf(service?.sidecars)])
    .flatMap((container) => Object.values(Object(container?.secrets) as object));
  const needed = [
    ...OF_ALL,
    ...(sources.some((source) => "parameter" in Object(source)) ? ["ssm"] : []),
    ...(sources.some((source) => "secret" in Object(source)) || listOf(databases).length > 0
      ? ["secretsmanager"]
      : []),
    ...(onInstances(environment).length > 0 ? OF_INSTANCES : []),
    ...(exec === true ? OF_EXEC : []),
  ];
  const missing = needed.filter((name) => !listOf(network.interfaceEndpoints).includes(name));
  return missing.length === 0
    ? undefined
    : `${missing.join(", ")} as well, as tasks of an isolated network reach nothing else`;
}

/** The placeholder and all else that is public cannot be pulled there. */
export function pullsFromEcr({ network, services }: Isolated): string | undefined {
  if (network?.nat !== "isolated") return undefined;
  const without = listOf(services).filter((service) => service?.image === undefined);
  if (without.length > 0) {
    return `an image of ${namesOf(without)}, as an isolated network cannot pull the public placeholder`;
  }
  const elsewhere = listOf(services).filter((service) =>
    listOf(service?.sidecars).some(({ image } = {}) => !IN_ECR.test(String(image))),
  );
  return elsewhere.length === 0
    ? undefined
    : `sidecars of ${namesOf(elsewhere)} from ECR (registry.pullThroughCaches), as an isolated network pulls from nowhere else`;
}

const IN_ECR = /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com\//;
