import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type Service,
} from "@aws-sdk/client-ecs";
import type { Element } from "../../../comparison/elements";
import type { Asks } from "../asks";
import type { Finder, Search, Thing } from "../search";

export async function clusterNamed(search: Asks, name: string) {
  const found = await search.ask("ecs:DescribeClusters", name, ({ ecs }) =>
    ecs.send(new DescribeClustersCommand({ clusters: [name] })),
  );
  // For a while ECS still tells of one that is gone.
  return found?.clusters?.find(({ status }) => status === "ACTIVE" || status === "PROVISIONING");
}

const cluster: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  const found = name === undefined ? undefined : await clusterNamed(search, name);
  const arn = found?.clusterArn;
  return arn === undefined ? undefined : { id: name!, attributes: { id: arn, arn } };
};

/** They are a part of their cluster, so they are there where it has some. */
const capacityProviders: Finder = async (resource, search) => {
  const name = await search.text(resource, "cluster_name");
  const found = name === undefined ? undefined : await clusterNamed(search, name);
  return found?.capacityProviders?.length ? { id: name!, attributes: { id: name! } } : undefined;
};

async function providerNamed(search: Search, name: string | undefined) {
  if (name === undefined) return undefined;
  const found = await search.ask("ecs:DescribeCapacityProviders", name, ({ ecs }) =>
    ecs.send(new DescribeCapacityProvidersCommand({ capacityProviders: [name] })),
  );
  return found?.capacityProviders?.find(({ status }) => status === "ACTIVE");
}

/** The provider takes the ARN since 6.0, and took the name before. */
const capacityProvider: Finder = async (resource, search) => {
  const found = await providerNamed(search, await search.text(resource, "name"));
  const arn = found?.capacityProviderArn;
  return arn === undefined ? undefined : { id: arn, attributes: { id: arn, arn } };
};

/** The group whose instances a capacity provider of the stack has. */
const autoscalingGroup: Finder = async (resource, search) => {
  const [provider] = search.mentioning(resource.address, "aws_ecs_capacity_provider");
  const found = provider && (await providerNamed(search, await search.text(provider, "name")));
  const arn = found?.autoScalingGroupProvider?.autoScalingGroupArn;
  const name = arn?.split("autoScalingGroupName/")[1];
  return name === undefined ? undefined : { id: name, attributes: { id: name, name, arn } };
};

/** The service in AWS that one of the stack is. */
export async function serviceOf(resource: Element, search: Search): Promise<Service | undefined> {
  const [clusterArn, name] = await Promise.all([
    search.text(resource, "cluster"),
    search.text(resource, "name"),
  ]);
  if (clusterArn === undefined || name === undefined) return undefined;
  const found = await search.ask("ecs:DescribeServices", `${clusterArn} ${name}`, ({ ecs }) =>
    ecs.send(new DescribeServicesCommand({ cluster: clusterArn, services: [name] })),
  );
  return found?.services?.find(({ status }) => status === "ACTIVE");
}

const service: Finder = async (resource, search) => {
  const found = await serviceOf(resource, search);
  if (found === undefined) return undefined;
  const clusterName = found.clusterArn?.split("/").at(-1);
  const { serviceArn: arn, serviceName: name } = found;
  return { id: `${clusterName}/${name}`, attributes: { id: arn, arn, name } };
};

/** The revision that a service of the stack runs; else the newest one. */
const taskDefinition: Finder = async (resource, search) => {
  const family = await search.text(resource, "family");
  if (family === undefined) return undefined;
  const users = search.mentioning(resource.address, "aws_ecs_service");
  const running = await Promise.all(users.map((one) => serviceOf(one, search)));
  const own = running
    .map((one) => one?.taskDefinition)
    .find((arn) => arn?.split("/").at(-1)?.split(":")[0] === family);
  const arn = own ?? (await newestOf(search, family));
  return arn === undefined ? undefined : definition(arn);
};

async function newestOf(search: Search, family: string): Promise<string | undefined> {
  const found = await search.ask("ecs:DescribeTaskDefinition", family, ({ ecs }) =>
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family })),
  );
  return found?.taskDefinition?.taskDefinitionArn;
}

const definition = (arn: string): Thing => ({
  id: arn,
  attributes: {
    id: arn.split("/").at(-1)!.split(":")[0],
    arn,
    arn_without_revision: arn.replace(/:\d+$/, ""),
    revision: arn.split(":").at(-1),
  },
});

/** The namespace of Service Connect, which ECS tells of a service that uses it. */
const namespace: Finder = async (resource, search) => {
  const users = search.mentioning(resource.address, "aws_ecs_service");
  const running = await Promise.all(users.map((one) => serviceOf(one, search)));
  const arn = running
    .flatMap((one) => one?.deployments ?? [])
    .map((one) => one.serviceConnectConfiguration?.namespace)
    .find((one) => one?.startsWith("arn:"));
  const id = arn?.split("namespace/")[1];
  return id === undefined ? undefined : { id, attributes: { id, arn } };
};

export const CONTAINER_FINDERS: Readonly<Record<string, Finder>> = {
  aws_autoscaling_group: autoscalingGroup,
  aws_ecs_capacity_provider: capacityProvider,
  aws_ecs_cluster: cluster,
  aws_ecs_cluster_capacity_providers: capacityProviders,
  aws_ecs_service: service,
  aws_ecs_task_definition: taskDefinition,
  aws_service_discovery_http_namespace: namespace,
};
