import { memorySizes, type ServiceProps } from "@groundwork/constructs/container-service";
import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import {
  containersOf,
  type Environment,
  type Organization,
  repositoriesOf,
  type Service,
} from "@groundwork/configuration";

/** Of an only service with `http`, wherever it is in the list; of several each names its own. */
const ONLY_PRIORITY = 100;

/** What a service's configuration means to the construct; what belongs to the environment is left out. */
export function serviceProps(organization: Organization, environment: Environment, index: number) {
  const service = environment.services[index]!;
  const strategy = service.capacityProviderStrategy ?? environment.capacityProviderStrategy;
  const containers = containersOf(organization, service);
  const { autoscaling, http } = service;
  return {
    name: service.name,
    region: environment.region,
    accountId: environment.accountId,
    containers,
    ...repositoriesOf(organization, containers),
    cpuUnits: service.cpuUnits,
    memoryMiB: service.memoryMiB ?? memorySizes(service.cpuUnits)[0]!,
    cpuArchitecture: service.cpuArchitecture,
    capacityProviderStrategy: strategy,
    desiredCount: service.desiredCount ?? autoscaling?.minCount ?? 1,
    autoscaling,
    deployment: service.deployment,
    /** Without the load balancer, which is the stack's. */
    http: http && { ...http, priority: http.priority ?? ONLY_PRIORITY },
    statements: service.permissions.map(statement),
    secretsKmsKeyArn: environment.secretsKmsKeyArn,
    exec: environment.exec,
    containerInsights: environment.containerInsights !== "disabled",
    logRetentionDays: environment.logRetentionDays,
  } satisfies Omit<Partial<ServiceProps>, "http"> & { http: unknown };
}

const statement = (permission: Service["permissions"][number]): PolicyStatement => ({
  Effect: "Allow",
  Action: permission.actions,
  Resource: permission.resources,
});
