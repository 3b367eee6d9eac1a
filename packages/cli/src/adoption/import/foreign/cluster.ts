import {
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
  type ScalableTarget,
  type ScalingPolicy,
} from "@aws-sdk/client-application-auto-scaling";
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  paginateListClusters,
  paginateListServices,
  type Cluster,
  type Service,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import pMap from "p-map";
import { AT_A_TIME } from "../../../core/at-a-time";
import { OperationError } from "../../../core/errors";
import { every } from "../../seen";
import type { Asks } from "../asks";

/** A service that runs in a cluster, with all that says how. */
export interface RunningService {
  readonly service: Service;
  readonly task: TaskDefinition;
  readonly scaling: ScalableTarget | undefined;
  readonly policies: readonly ScalingPolicy[];
}

export interface RunningCluster {
  readonly cluster: Cluster;
  readonly services: readonly RunningService[];
}

/** What `DescribeServices` takes at a time (ECS API reference). */
const SERVICES_EACH = 10;

/**
 * A cluster with the services in it.
 *
 * @param where as `eu-west-1 of 111111111111`
 * @throws OperationError where there is no such cluster
 */
export async function runningCluster(
  asks: Asks,
  name: string,
  where: string,
): Promise<RunningCluster> {
  const found = await asks.ask("ecs:DescribeClusters", `${name} with settings`, ({ ecs }) =>
    ecs.send(new DescribeClustersCommand({ clusters: [name], include: ["SETTINGS"] })),
  );
  const cluster = found?.clusters?.find(({ status }) => status === "ACTIVE");
  if (cluster === undefined) {
    const all = await asks.ask("ecs:ListClusters", "all", ({ ecs }) =>
      every(paginateListClusters({ client: ecs }, {}), ({ clusterArns }) => clusterArns),
    );
    const names = (all ?? []).map((arn) => arn.split("/").at(-1)).join(", ");
    throw new OperationError(
      `--cluster: got ${name}, expected a cluster in ${where}: ${names === "" ? "there is none" : names}`,
    );
  }
  const arns = await asks.ask("ecs:ListServices", name, ({ ecs }) =>
    every(
      paginateListServices({ client: ecs, pageSize: SERVICES_EACH }, { cluster: name }),
      (page) => page.serviceArns,
    ),
  );
  const services = await servicesOf(asks, name, (arns ?? []).toSorted());
  return { cluster, services };
}

async function servicesOf(asks: Asks, cluster: string, arns: readonly string[]) {
  const parts = Array.from({ length: Math.ceil(arns.length / SERVICES_EACH) }, (_, at) =>
    arns.slice(at * SERVICES_EACH, (at + 1) * SERVICES_EACH),
  );
  const all = await pMap(
    parts,
    async (services) =>
      (
        await asks.ask("ecs:DescribeServices", services.join(" "), ({ ecs }) =>
          ecs.send(new DescribeServicesCommand({ cluster, services: [...services] })),
        )
      )?.services ?? [],
    AT_A_TIME.requests,
  );
  const active = all.flat().filter(({ status }) => status === "ACTIVE");
  return pMap(active, (one) => running(asks, cluster, one), AT_A_TIME.requests);
}

async function running(asks: Asks, cluster: string, service: Service): Promise<RunningService> {
  const arn = service.taskDefinition!;
  const id = `service/${cluster}/${service.serviceName}`;
  const [found, targets, policies] = await Promise.all([
    asks.ask("ecs:DescribeTaskDefinition", arn, ({ ecs }) =>
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn })),
    ),
    asks.ask("application-autoscaling:DescribeScalableTargets", id, ({ scaling }) =>
      every(
        paginateDescribeScalableTargets(
          { client: scaling },
          { ServiceNamespace: "ecs", ResourceIds: [id] },
        ),
        (page) => page.ScalableTargets,
      ),
    ),
    asks.ask("application-autoscaling:DescribeScalingPolicies", id, ({ scaling }) =>
      every(
        paginateDescribeScalingPolicies(
          { client: scaling },
          { ServiceNamespace: "ecs", ResourceId: id },
        ),
        (page) => page.ScalingPolicies,
      ),
    ),
  ]);
  return {
    service,
    task: found?.taskDefinition ?? {},
    scaling: targets?.find((one) => one.ScalableDimension === "ecs:service:DesiredCount"),
    policies: policies ?? [],
  };
}
