import type { ContainerDefinition, Service, TaskDefinition } from "@aws-sdk/client-ecs";
import { containerFound, defined } from "./containers";
import type { RunningService } from "./cluster";
import type { Entry } from "./entry";
import type { Unsaid } from "./foreign";
import { httpFound } from "./http";

/** A service as options say it. */
export interface ServiceFound {
  readonly options: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly unsaid: readonly Unsaid[];
}

export interface ServiceContext {
  /** What it is to be called, where AWS takes names that options do not. */
  readonly name: string;
  /** The repository that its images are to lie in, with its host. */
  readonly repository: string;
  /** How requests reach its first target group; undefined for a worker. */
  readonly entry: Entry | undefined;
}

const BESIDE = "left out: the new service does without; the old one stays as it is";

/** What a service in AWS is, as options. */
export function serviceFound(
  { service, task, scaling, policies }: RunningService,
  { name, repository, entry }: ServiceContext,
): ServiceFound {
  const where = `service ${service.serviceName}`;
  const unsaid: Unsaid[] = [];
  const add = (what: string, is: string, follows = BESIDE) =>
    unsaid.push({ what: `${where}, ${what}`, is, follows });
  const [balanced, ...others] = service.loadBalancers ?? [];
  for (const one of others)
    add("target group", `${one.targetGroupArn}`, "left out: a service has one");
  const containers = task.containerDefinitions ?? [];
  const own =
    containers.find((one) => one.name === balanced?.containerName) ??
    containers.find(({ essential }) => essential !== false) ??
    containers[0];
  const found = containerFound(where, own ?? {});
  const http =
    balanced && entry
      ? httpFound(where, balanced, entry, service.healthCheckGracePeriodSeconds)
      : undefined;
  const image = imageOf(own?.image ?? "", repository);
  if (image === undefined) {
    add(
      "image",
      own?.image ?? "none",
      `left out: a placeholder runs until the image is in ${repository} and image names its tag`,
    );
  }
  if (balanced === undefined) {
    add(
      "which takes no requests",
      `${service.desiredCount ?? 0} tasks`,
      "runs beside the old one as soon as it has an image: desiredCount 0 has it wait",
    );
  }
  const size = sizeOf(task, add);
  taskUnsaid(task, add);
  serviceUnsaid(service, add);
  const sidecars = containers
    .filter((one) => one !== own)
    .map((one) => sidecarFound(where, one, unsaid));
  return {
    options: {
      name,
      ...defined({
        image,
        http: http?.http,
        ...size,
        capacityProviderStrategy: strategyOf(service, add),
        desiredCount: service.desiredCount,
        autoscaling: autoscalingOf({ scaling, policies }, add),
        deployment: deploymentOf(service, add),
        ...found.options,
        sidecars: sidecars.length > 0 ? sidecars : undefined,
      }),
    },
    unsaid: [...unsaid, ...found.unsaid, ...(http?.unsaid ?? [])],
  };
}

type Add = (what: string, is: string, follows?: string) => void;

/** An image in the service's own repository, as options name it; those elsewhere have none. */
export function imageOf(image: string, repository: string): object | undefined {
  if (!image.startsWith(repository) || !/^[:@]/.test(image.slice(repository.length))) {
    return undefined;
  }
  const [named, digest] = image.slice(repository.length).split("@");
  return defined({ tag: named?.slice(1) || undefined, digest });
}

function sizeOf({ cpu, memory, runtimePlatform }: TaskDefinition, add: Add) {
  const [cpuUnits, memoryMiB] = [Number(cpu), Number(memory)];
  if (!cpu || !memory) {
    add(
      "size",
      "none of the task itself",
      "changed: the new tasks have 256 CPU units and 512 MiB; say otherwise in cpuUnits and memoryMiB",
    );
  }
  const { cpuArchitecture } = runtimePlatform ?? {};
  return {
    cpuUnits: cpu ? cpuUnits : undefined,
    memoryMiB: memory ? memoryMiB : undefined,
    cpuArchitecture: cpuArchitecture === "ARM64" ? cpuArchitecture : undefined,
  };
}

function taskUnsaid(task: TaskDefinition, add: Add): void {
  const { taskRoleArn, executionRoleArn, volumes = [], networkMode, ephemeralStorage } = task;
  if (taskRoleArn) {
    add(
      "task role",
      taskRoleArn,
      "left out: the new tasks have a role of their own; say what it may do in permissions",
    );
  }
  if (executionRoleArn) {
    add(
      "execution role",
      executionRoleArn,
      "left out: the new tasks have one of their own, which reads the secrets above; name the key of customers' own in secretsKmsKeyArn",
    );
  }
  for (const { name } of volumes) add(`volume ${name}`, "mounted");
  if (ephemeralStorage) add("ephemeral storage", `${ephemeralStorage.sizeInGiB} GiB`);
  if (networkMode !== undefined && networkMode !== "awsvpc") {
    add("network mode", networkMode, "changed: the new tasks have addresses of their own (awsvpc)");
  }
  const { operatingSystemFamily } = task.runtimePlatform ?? {};
  if (operatingSystemFamily !== undefined && operatingSystemFamily !== "LINUX") {
    add("operating system", operatingSystemFamily, "changed: the new tasks run Linux");
  }
}

function serviceUnsaid(service: Service, add: Add): void {
  const { serviceRegistries = [], schedulingStrategy, enableExecuteCommand } = service;
  for (const one of serviceRegistries) {
    add("service discovery", `${one.registryArn}`, "left out: others reach the new one by calls");
  }
  if (service.deployments?.some((one) => one.serviceConnectConfiguration?.enabled)) {
    add("Service Connect", "on", "left out: others reach the new one by calls");
  }
  if (schedulingStrategy === "DAEMON") {
    add("scheduling", "DAEMON", "changed: the new one runs desiredCount tasks");
  }
  if (enableExecuteCommand)
    add("ECS Exec", "on", "left out: exec of the environment has it on for all");
  for (const one of service.placementConstraints ?? []) add("placement", `${one.expression}`);
}

function strategyOf({ capacityProviderStrategy, launchType }: Service, add: Add) {
  const shares = (capacityProviderStrategy ?? []).map(({ capacityProvider, base, weight }) =>
    defined({ capacityProvider, base: base || undefined, weight }),
  );
  const names = shares.map(({ capacityProvider }) => String(capacityProvider));
  const isKnown = names.every((name) => /^FARGATE(_SPOT)?$/.test(name));
  if (shares.length > 0 && isKnown) return shares;
  if (shares.length === 0 && launchType === "FARGATE") return [{ capacityProvider: "FARGATE" }];
  add(
    "capacity",
    shares.length > 0 ? names.join(", ") : `${launchType}`,
    "changed: the new tasks run where the environment's do; say otherwise in instances and capacityProviderStrategy",
  );
  return undefined;
}

const METRICS: Readonly<Record<string, string>> = {
  ECSServiceAverageCPUUtilization: "cpuPercent",
  ECSServiceAverageMemoryUtilization: "memoryPercent",
  ALBRequestCountPerTarget: "requestsPerTarget",
};

function autoscalingOf(
  { scaling, policies }: Pick<RunningService, "scaling" | "policies">,
  add: Add,
) {
  if (scaling === undefined) return undefined;
  const targets: Record<string, number> = {};
  for (const { PolicyName, TargetTrackingScalingPolicyConfiguration: tracking } of policies) {
    const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType ?? "";
    const option = METRICS[metric];
    if (option !== undefined && tracking?.TargetValue !== undefined) {
      targets[option] = Math.round(tracking.TargetValue);
    } else
      add(`scaling policy ${PolicyName}`, metric === "" ? "steps, or a metric of its own" : metric);
  }
  return { minCount: scaling.MinCapacity, maxCount: scaling.MaxCapacity, ...targets };
}

/** A rolling deployment of ECS itself; others are too different to be taken over unseen. */
function deploymentOf({ deploymentController, deploymentConfiguration }: Service, add: Add) {
  const { strategy, minimumHealthyPercent, maximumPercent } = deploymentConfiguration ?? {};
  const type = deploymentController?.type ?? "ECS";
  if (type !== "ECS" || (strategy !== undefined && strategy !== "ROLLING")) {
    add(
      "deployment",
      type === "ECS" ? `${strategy}` : type,
      "changed: the new one rolls; say otherwise in deployment",
    );
    return undefined;
  }
  const given = defined({
    minimumHealthyPercent: minimumHealthyPercent === 100 ? undefined : minimumHealthyPercent,
    maximumPercent: maximumPercent === 200 ? undefined : maximumPercent,
  });
  return Object.keys(given).length === 0 ? undefined : { strategy: "ROLLING", ...given };
}

function sidecarFound(where: string, container: ContainerDefinition, unsaid: Unsaid[]) {
  const { name = "", image, essential, cpu, memory, dependsOn } = container;
  const found = containerFound(`${where}, container ${name}`, container);
  unsaid.push(...found.unsaid);
  if (dependsOn?.length) {
    unsaid.push({
      what: `${where}, container ${name}`,
      is: `waits for ${dependsOn.map((one) => one.containerName).join(", ")}`,
      follows: BESIDE,
    });
  }
  return {
    name,
    image,
    essential: essential ?? true,
    ...found.options,
    ...defined({ cpuUnits: cpu || undefined, memoryMiB: memory || undefined }),
  };
}
