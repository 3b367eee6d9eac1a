import {
  DescribeServicesCommand,
  type Deployment,
  type ECSClient,
  type Service,
} from "@aws-sdk/client-ecs";
import { plainLine } from "../../core/plain";
import { duration } from "../../core/when";

/** How one service of an environment does. */
export interface ServiceStatus {
  readonly service: string;
  /**
   * - `steady`: all tasks run, and nothing is deployed
   * - `deploying`: new tasks take the place of others
   * - `failed`: the last deployment failed, or was rolled back
   * - `short`: fewer tasks run than are to, and nothing is deployed
   * - `asleep`: none run, and none are to
   * - `missing`: ECS has no such service
   */
  readonly status: "steady" | "deploying" | "failed" | "short" | "asleep" | "missing";
  readonly running: number;
  readonly desired: number;
  readonly pending: number;
  /** Family and revision of its task definition, as `acme-dev-web:7`. */
  readonly taskDefinition?: string | undefined;
  /** Of a deployment under way, or of one that failed: since when, and why. */
  readonly since?: string | undefined;
  readonly why?: string | undefined;
}

/** How many services DescribeServices takes (ECS API). */
const AT_ONCE = 10;

/** Asks ECS about the services of a cluster. */
export async function servicesIn(
  ecs: ECSClient,
  cluster: string,
  names: readonly string[],
): Promise<ServiceStatus[]> {
  const chunks = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, index) =>
    names.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const found = await Promise.all(chunks.map((services) => describe(ecs, cluster, services)));
  return found.flat();
}

async function describe(
  ecs: ECSClient,
  cluster: string,
  names: readonly string[],
): Promise<ServiceStatus[]> {
  const { services = [] } = await ecs
    .send(new DescribeServicesCommand({ cluster, services: [...names] }))
    .catch((error: Error) => {
      if (error.name === "ClusterNotFoundException") return { services: [] };
      throw error;
    });
  return names.map((name) => {
    const service = services.find((one) => one.serviceName === name && one.status !== "INACTIVE");
    return service ? statusOf(name, service) : missing(name);
  });
}

const missing = (service: string): ServiceStatus => ({
  service,
  status: "missing",
  running: 0,
  desired: 0,
  pending: 0,
});

function statusOf(name: string, service: Service): ServiceStatus {
  const {
    runningCount: running = 0,
    desiredCount: desired = 0,
    pendingCount: pending = 0,
  } = service;
  const { deploying, failed } = deploymentsOf(service);
  const about = deploying ?? failed;
  const status = deploying
    ? "deploying"
    : failed
      ? "failed"
      : desired === 0 && running === 0
        ? "asleep"
        : running < desired
          ? "short"
          : "steady";
  return {
    service: name,
    status,
    running,
    desired,
    pending,
    taskDefinition: (about?.taskDefinition ?? service.taskDefinition)?.replace(/^.*\//, ""),
    since: about?.createdAt?.toISOString(),
    why: about?.why ?? (status === "short" ? lastEvent(service) : undefined),
  };
}

/** What is deployed, by ECS or by CodeDeploy. */
interface Change {
  readonly taskDefinition?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly why?: string | undefined;
}

/**
 * ECS keeps the deployment that it rolled back until it is done with it, with the state FAILED;
 * CodeDeploy has a set of tasks besides the primary one until it is done with those before.
 */
function deploymentsOf(service: Service): { deploying?: Change; failed?: Change } {
  const { deployments = [], taskSets = [] } = service;
  const fresh = taskSets.find(({ status }) => status === "ACTIVE");
  if (fresh) return { deploying: { ...fresh, why: tasksOf(fresh) } };
  const failed = deployments.find(({ rolloutState }) => rolloutState === "FAILED");
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  if (primary?.rolloutState === "IN_PROGRESS" && !failed) {
    return { deploying: { ...primary, why: progressOf(primary, service) } };
  }
  return failed ? { failed: { ...failed, why: failed.rolloutStateReason } } : {};
}

const tasksOf = ({
  runningCount = 0,
  computedDesiredCount = 0,
}: {
  readonly runningCount?: number | undefined;
  readonly computedDesiredCount?: number | undefined;
}): string => `${runningCount} of ${computedDesiredCount} new tasks run`;

/** Tasks that do not come up are what a deployment waits for; why they do not, the last event tells. */
function progressOf(
  { runningCount = 0, desiredCount = 0, failedTasks = 0 }: Deployment,
  service: Service,
): string {
  const run = `${runningCount} of ${desiredCount} new tasks run`;
  if (failedTasks === 0) return run;
  const event = lastEvent(service);
  return `${run}, ${failedTasks} failed${event === undefined ? "" : `: ${event}`}`;
}

/** Newest first, as ECS lists them. */
const lastEvent = ({ events = [] }: Service): string | undefined =>
  events[0]?.message === undefined ? undefined : plainLine(events[0].message);

/** `web 2/2`, `web 1/2 deploying` */
export const serviceWords = ({ service, status, running, desired }: ServiceStatus): string =>
  status === "missing"
    ? `${service} missing`
    : `${service} ${running}/${desired}${status === "steady" || status === "asleep" ? "" : ` ${status}`}`;

/** What is to be told of a service besides its numbers; undefined where all is as it should be. */
export function serviceNote(
  { service, status, running, desired, since, why }: ServiceStatus,
  now: Date,
): string | undefined {
  const reason = why === undefined ? "" : `: ${why}`;
  const time = since === undefined ? undefined : Date.parse(since);
  const age =
    time === undefined ? "" : duration(Math.max(0, Math.round((now.valueOf() - time) / 1000)));
  switch (status) {
    case "deploying":
      return `${service} is deployed${age && ` since ${age}`}${reason}`;
    case "failed":
      return `the last deployment of ${service} failed${reason}`;
    case "short":
      return `${service} runs ${running} of ${desired} tasks${reason}`;
    case "missing":
      return `${service} is in environments/, and not in ECS: apply the stack`;
    default:
      return undefined;
  }
}
