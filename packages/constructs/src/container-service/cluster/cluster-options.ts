import { z } from "zod";
import { count, inOrder, matching, options, rule, type Draft } from "../../option-rules";

/** Processors that images are built for. */
export const cpuArchitecture = z.enum(["X86_64", "ARM64"]);

export type CpuArchitecture = z.output<typeof cpuArchitecture>;

const instanceType = matching(
  /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
  "an EC2 instance type such as m7g.large",
);

const share = options({
  /** `FARGATE`, `FARGATE_SPOT` (cheaper, may stop with two minutes' notice) or `EC2` (`instances`). */
  capacityProvider: z.enum(["FARGATE", "FARGATE_SPOT", "EC2"]),

  /** Its part of the tasks beyond the base, against the other weights; ECS takes 0 to 1000. @default 1 */
  weight: count(0, 1000).default(1),

  /** Tasks that run on it before any other; one provider of a strategy may have a base. @default 0 */
  base: count(0, 100_000).default(0),
});

/** The part of a service's tasks that one capacity provider runs. */
export type CapacityShare = z.output<typeof share>;

/** Where tasks run. ECS mixes FARGATE and FARGATE_SPOT, but neither with EC2 (ECS API, CapacityProviderStrategyItem). */
export const capacityProviderStrategy = z
  .array(share)
  .min(1, "at least one capacity provider")
  .refine(...rule([], (shares: Draft<CapacityShare>[]) => fault(shares)));

function fault(shares: Draft<CapacityShare>[]): string | undefined {
  if (!Array.isArray(shares)) return undefined;
  const providers = shares.map((share) => share?.capacityProvider);
  if (new Set(providers).size < providers.length) return "each capacity provider once";
  if (providers.includes("EC2") && providers.length > 1)
    return "EC2 alone, or FARGATE and FARGATE_SPOT";
  if (shares.filter((share) => Number(share?.base) > 0).length > 1) return "a base on one provider";
  return shares.some((share) => Number(share?.weight) > 0) ? undefined : "a weight above 0";
}

/** What a cluster is for the services in it. */
export const clusterOptions = options({
  /** Where tasks run unless a service says otherwise. @default FARGATE */
  capacityProviderStrategy: capacityProviderStrategy.prefault([{ capacityProvider: "FARGATE" }]),

  /** Detailed metrics of cluster and tasks, which cost extra. @default "disabled" */
  containerInsights: z.enum(["disabled", "enabled", "enhanced"]).default("disabled"),
});

export type ClusterInput = z.input<typeof clusterOptions>;

export type CapacityOptions = z.output<typeof clusterOptions>;

/** EC2 instances as capacity of the cluster. */
export const instanceOptions = options({
  /**
   * EC2 instance type; its processor must be that of `cpuArchitecture`. Without the account setting
   * `awsvpcTrunking` an instance runs as many tasks as it has network interfaces less one, whatever
   * its CPU: 2 on m7g.large (ECS developer guide, "Increasing Amazon ECS Linux container instance
   * network interfaces").
   */
  instanceType,

  /** Processor of the instance type. @default "X86_64" */
  cpuArchitecture: cpuArchitecture.default("X86_64"),

  /**
   * Fewest instances; with 0 the first task waits until one has started. Apply first with 0: an
   * instance that starts before the capacity provider exists may stay idle (ECS developer guide,
   * asg-capacity-providers).
   * @default 0
   */
  minCount: count(0, 1000).default(0),

  /** Most instances; ECS starts and stops them as tasks need them. */
  maxCount: count(1, 1000),

  /** How full ECS keeps the instances, in percent; below 100 leaves room for sudden tasks. @default 100 */
  targetCapacityPercent: count(1, 100).default(100),

  /** Size of the encrypted root volume in GiB; the AMI needs 30. @default 30 */
  rootVolumeGiB: count(30, 16_384).default(30),
})
  .refine(...rule(["maxCount"], inOrder))
  .refine(...rule(["cpuArchitecture"], fitsItsType));

export type InstanceInput = z.input<typeof instanceOptions>;
export type InstanceOptions = z.output<typeof instanceOptions>;

/** AWS's own ARM processors: a1, and each family with a g after its generation, such as c7gn. */
function fitsItsType(
  instances: Draft<{ instanceType: string; cpuArchitecture: string }>,
): string | undefined {
  const { success, data: type } = instanceType.safeParse(instances.instanceType);
  if (!success) return undefined;
  const processor = /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(type) ? "ARM64" : "X86_64";
  return instances.cpuArchitecture === processor
    ? undefined
    : `${processor}, the processor of ${type}`;
}
