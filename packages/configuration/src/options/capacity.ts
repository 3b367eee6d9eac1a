import { z } from "zod";
import { count, matching, options, rule, type Draft } from "@groundwork/constructs/option-rules";

/** Processors that images are built for. */
export const cpuArchitecture = z.enum(["X86_64", "ARM64"]);

const share = options({
  /** `FARGATE`, `FARGATE_SPOT` (cheaper, may stop with two minutes' notice) or `EC2` (`instances`). */
  capacityProvider: z.enum(["FARGATE", "FARGATE_SPOT", "EC2"]),

  /** Its part of the tasks beyond the base, against the other weights; ECS takes 0 to 1000. @default 1 */
  weight: count(0, 1000).default(1),

  /** Tasks that run on it before any other; one provider of a strategy may have a base. @default 0 */
  base: count(0, 100_000).default(0),
});

type Share = Draft<{ capacityProvider: string; weight: number; base: number }>;

/** Where tasks run. ECS mixes FARGATE and FARGATE_SPOT, but neither with EC2. */
export const capacityProviderStrategy = z
  .array(share)
  .min(1, "at least one capacity provider")
  .refine(...rule([], (shares: Share[]) => fault(shares)));

function fault(shares: Share[]): string | undefined {
  if (!Array.isArray(shares)) return undefined;
  const providers = shares.map((share) => share?.capacityProvider);
  if (new Set(providers).size < providers.length) return "each capacity provider once";
  if (providers.includes("EC2") && providers.length > 1)
    return "EC2 alone, or FARGATE and FARGATE_SPOT";
  if (shares.filter((share) => (share?.base ?? 0) > 0).length > 1) return "a base on one provider";
  return shares.some((share) => (share?.weight ?? 1) > 0) ? undefined : "a weight above 0";
}

/** EC2 instances as capacity of the cluster. */
export const instances = options({
  /**
   * EC2 instance type; its processor must be that of `cpuArchitecture`. Without the account setting
   * `awsvpcTrunking` an instance runs as many tasks as it has network interfaces less one, whatever
   * its CPU: 2 on m7g.large.
   */
  instanceType: matching(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type such as m7g.large"),

  /** Processor of the instance type. @default "X86_64" */
  cpuArchitecture: cpuArchitecture.default("X86_64"),

  /**
   * Fewest instances. Apply first with 0: an instance that starts before the capacity provider
   * exists may stay idle.
   * @default 0
   */
  minCount: count(0, 1000).default(0),

  /** Most instances; ECS starts and stops them as tasks need them. */
  maxCount: count(1, 1000),

  /** How full ECS keeps the instances, in percent; below 100 leaves room for sudden tasks. @default 100 */
  targetCapacityPercent: count(1, 100).default(100),

  /** Size of the encrypted root volume in GiB; the AMI needs 30. @default 30 */
  rootVolumeGiB: count(30, 16_384).default(30),
}).refine(
  ...rule(
    ["maxCount"],
    ({ minCount = 0, maxCount = 1 }: Draft<{ minCount: number; maxCount: number }>) =>
      minCount <= maxCount ? undefined : `at least minCount, ${minCount}`,
  ),
);
