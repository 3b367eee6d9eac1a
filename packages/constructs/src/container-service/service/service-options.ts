import { z } from "zod";
import { capacityProviderStrategy } from "../cluster/cluster-options";
import { httpOptions } from "../load-balancer/http-options";
import { containerOptions, keepsSecretsApart, sidecarOptions } from "../task/container-options";
import {
  hasRoomForTasks,
  namesEachTaskOnce,
  runsWhatIsDeployed,
  serviceTaskOptions,
} from "../tasks/service-task-options";
import { queueOptions } from "../queue/queue-options";
import { volumesFault } from "../task/containers-together";
import { permission } from "../task/permission-options";
import { commonTaskOptions, sizeOptions } from "../task/task-options";
import { useOptions } from "../../data/use-options";
import {
  count,
  listOf,
  matching,
  name,
  options,
  part,
  rule,
  ruled,
  unique,
  type Draft,
} from "../../option-rules";
import { autoscalingOptions } from "./autoscaling-options";
import { deploymentOptions } from "./deployment-options";
import {
  asksItself,
  hasWhatIsTested,
  leavesTimeToTest,
  loadTestOptions,
} from "./load-test-options";
import {
  countsMessagesAlone,
  countsRequests,
  fitsFargate,
  fitsTheTask,
  hasTrafficToShift,
  leavesRoom,
  namesEachContainerOnce,
  outlivesItsTask,
  staysInBounds,
  type Accompanied,
} from "./service-rules";
import { serviceConnectOptions } from "../task/service-connect-options";

const image = options({
  /** Tag in the service's repository. @default the digest alone */
  tag: matching(/^\w[\w.-]{0,127}$/, "an image tag of at most 128 characters").optional(),

  /** Digest of that image. With it exactly this image runs, whatever becomes of the tag. @default the tag decides */
  digest: matching(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits").optional(),
}).refine(
  ...rule(["tag"], ({ tag, digest }: Draft<{ tag: string; digest: string }>) =>
    tag === undefined && digest === undefined ? "a tag, a digest, or both" : undefined,
  ),
);

/** The log group of the sessions of ECS Exec and the load balancer's own alarms are named so. */
const TAKEN = ["exec", "load-balancer"];

/** What a service is and how it runs, by itself. */
const ownOptions = options({
  /** Names the service, its image repository, log group, roles and alarms. */
  name: name(20).refine(
    (value) => !TAKEN.includes(value),
    `another name than ${TAKEN.join(" and ")}, which shells and the load balancer have`,
  ),

  /**
   * What runs: an image in the service's repository.
   * @default a public placeholder that answers 200 on any port, for the time before the first push
   */
  image: image.optional(),

  /** How requests reach it, by the load balancer. @default not at all: a worker */
  http: httpOptions.optional(),

  /**
   * Services of the environment that it calls, by their names. They answer at their name, and
   * variables tell where: of `api` `API_HOST`, `API_PORT` and, but for tcp, `API_URL`. A variable of
   * that name which the service sets itself stays as it is.
   * @default none
   */
  calls: unique(z.array(name(20)).max(49, "at most 49 services"), "each service once").default([]),

  /**
   * A queue of its own, of which it takes messages; the variable `QUEUE_URL` tells where it is.
   * @default none
   */
  queue: queueOptions.optional(),

  /**
   * Databases and buckets of the environment that it uses, by their names: `["orders"]`, or
   * `[{ name: "orders-restored", as: "orders" }]`. It alone is let in, and variables tell where they
   * are: of a database `orders` `ORDERS_HOST`, `ORDERS_PORT`, `ORDERS_DATABASE`, `ORDERS_SSLMODE`,
   * `ORDERS_USERNAME`, `ORDERS_PASSWORD` and `ORDERS_SECRET_ARN`; of a bucket `UPLOADS_BUCKET`. A
   * variable of that name which the service sets itself stays as it is.
   * @default none
   */
  uses: useOptions.default([]),

  /**
   * What runs beside it with its image, roles and network: migrations before a deployment, chores by
   * the clock or by hand. Nothing runs before the first image is there.
   * @default none
   */
  tasks: z.array(serviceTaskOptions).max(20, "at most 20 tasks").default([]),

  /** How others reach it that call it. @default at the port of `http`, by HTTP */
  serviceConnect: serviceConnectOptions.prefault({}),

  ...sizeOptions,

  /** Where its tasks run. @default the environment's */
  capacityProviderStrategy: capacityProviderStrategy.optional(),

  /** Tasks to run; with autoscaling, tasks to start with. @default 1, or autoscaling's minCount */
  desiredCount: count(0, 1000).optional(),

  /** Lets the number of tasks follow the load or the clock. @default `desiredCount` at all times */
  autoscaling: autoscalingOptions.optional(),

  /** How a new version takes over. @default ROLLING, new tasks first, back to the old when they fail */
  deployment: deploymentOptions.prefault({ strategy: "ROLLING" }),

  /**
   * The load that it must stand. Where this environment is delivered before one of production,
   * `promote` and production's plan demand a test of the image that passed here.
   * @default the environment's
   */
  loadTest: loadTestOptions.optional(),

  ...containerOptions,

  /** Containers beside the service's own in each task. ECS takes 10 in all. @default none */
  sidecars: z.array(sidecarOptions).max(9, "at most 9 sidecars").default([]),

  /**
   * What the application may do in AWS. Where workflows deliver, it must lie within the environment's
   * permissions boundary: what is on the list of reviewed actions is added to that by itself, other
   * actions by `permissionsBoundary.allow`.
   * @default nothing
   */
  permissions: z.array(permission).default([]),
});

/** Rules over options that do not concern what containers run. */
const RULES = [
  rule(["memoryMiB"], fitsFargate),
  rule(["desiredCount"], staysInBounds),
  rule(["deployment"], hasTrafficToShift),
  rule(["deployment", "maximumPercent"], leavesRoom),
  rule(["autoscaling", "requestsPerTarget"], countsRequests),
  rule(["autoscaling"], countsMessagesAlone),
  rule(["queue", "visibilityTimeoutSeconds"], outlivesItsTask),
  rule(["tasks"], namesEachTaskOnce),
];

/** What a service is and how it runs. */
export const serviceOptions = ruled(ownOptions, [
  ...RULES,
  rule(["loadTest"], hasWhatIsTested),
  rule(["loadTest", "paths"], asksItself),
  rule(["deployment", "waitMinutes"], leavesTimeToTest),
  rule(["secrets"], keepsSecretsApart),
  rule(["sidecars"], namesEachContainerOnce),
  rule(["sidecars"], fitsTheTask),
  rule(["tasks"], runsWhatIsDeployed),
  rule(["tasks"], hasRoomForTasks),
  rule(["writablePaths"], (service: Accompanied) =>
    volumesFault([service, ...listOf(service.sidecars)]),
  ),
]);

/** What the construct takes of that, and of the environment. Containers it takes as a list. */
export const placedServiceOptions = ruled(
  options({
    ...part(
      ownOptions,
      "name",
      "http",
      "cpuUnits",
      "memoryMiB",
      "cpuArchitecture",
      "capacityProviderStrategy",
      "desiredCount",
      "autoscaling",
      "deployment",
      "queue",
      "tasks",
    ).shape,
    ...commonTaskOptions,
  }),
  RULES,
);

export type ServiceOptions = z.output<typeof serviceOptions>;
export type PlacedServiceInput = z.input<typeof placedServiceOptions>;
