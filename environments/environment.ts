import { z } from "zod";
import { CPU_UNITS, memorySizes } from "./fargate";
import { accountId, count, matching, name, oneOf, options, region, rule, tags } from "./rules";

/** What CloudWatch Logs accepts (API reference, PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

const path = matching(/^\/\S{0,127}$/, "a path of at most 128 characters, the first a /");

const network = options({
  /** The VPC's IPv4 block. A sixteenth of it goes to each subnet. */
  cidr: z
    .cidrv4("an IPv4 block such as 10.10.0.0/16")
    .refine(isVpcBlock, "the first address of a block from /16 to /23, such as 10.10.0.0/16"),
  /** Letters of the region's availability zones, as `["a", "c"]`. A load balancer needs two. */
  zones: z
    .array(matching(/^[a-z]$/, "the letter of an availability zone, such as a"))
    .min(2, "two or three zones")
    .max(3, "two or three zones")
    .refine((zones) => new Set(zones).size === zones.length, "each zone once"),
  /**
   * NAT gateways for the private subnets: `single` costs less, `per-zone` outlives the loss of a
   * zone. With `none` tasks run in the public subnets with a public address, as they could not
   * pull their image otherwise.
   * @default "single"
   */
  nat: z.enum(["none", "single", "per-zone"]).default("single"),
});

const service = options({
  /** Names the service, its image repository, log group and roles. */
  name: name(20),
  /**
   * Tag of an image in the service's repository.
   * @default a public placeholder that answers on port 80, for the time before the first push
   */
  imageTag: matching(/^\w[\w.-]{0,127}$/, "an image tag of at most 128 characters").optional(),
  /** Port on which the container listens. @default 80 */
  port: count(1, 65535).default(80),
  /** CPU units of a task; 1024 make one vCPU. @default 256 */
  cpuUnits: oneOf(CPU_UNITS).default(256),
  /** Memory of a task in MiB; Fargate ties it to `cpuUnits`. @default the least that goes with them */
  memoryMiB: z.number("a number of MiB").optional(),
  /** Tasks to run; with autoscaling, tasks to start with. @default 1 */
  desiredCount: count(0, 1000).default(1),
  /** Fewest tasks that autoscaling leaves. @default desiredCount */
  minCount: count(0, 1000).optional(),
  /** Most tasks that autoscaling starts; above `minCount` it is on. @default desiredCount */
  maxCount: count(0, 1000).optional(),
  /**
   * Paths that go to this service, with `*` and `?` as wildcards; the first service in the list
   * that matches wins. ALB allows 5 values a rule.
   * @default ["/*"]
   */
  paths: z.array(path).min(1, "1 to 5 paths").max(5, "1 to 5 paths").default(["/*"]),
  /** Path that answers 200 while a task is healthy. @default "/" */
  healthCheckPath: path.default("/"),
  /** Environment variables of the container. Anyone who may read the console sees them: no secrets. */
  variables: z
    .record(matching(/^[A-Za-z_]\w*$/, "a variable name"), z.string("a text in quotes"))
    .default({}),
})
  .refine(...rule(["memoryMiB"], fitsFargate))
  .refine(...rule(["desiredCount"], staysInBounds));

export const environmentSchema = options({
  /** Names the stack (`<name>-stack`), the state key and everything the environment owns. */
  name: name(16),
  /** The account it lives in: the organization's, as its state lies in that account's bucket. */
  accountId,
  /** @default "ap-northeast-2" */
  region: region.default("ap-northeast-2"),
  network,
  services: z
    .array(service)
    .max(50, "at most 50 services, as a listener has 100 rules")
    .default([]),
  /** ARN of an ACM certificate in the region. @default none: plain HTTP, no redirect */
  certificateArn: matching(
    /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    "the ARN of an ACM certificate",
  ).optional(),
  /** How long container logs are kept, in days. @default 30 */
  logRetentionDays: oneOf(RETENTION_DAYS).default(30),
  /** Guards the load balancer against deletion. @default true */
  deletionProtection: z.boolean("true or false").default(true),
  /** Detailed metrics of cluster and tasks, which cost extra. @default "disabled" */
  containerInsights: z.enum(["disabled", "enabled", "enhanced"]).default("disabled"),
  /** Tags besides `Organization`, `Environment`, `Owner` and `ManagedBy`. @default none */
  tags: tags.default({}),
})
  .refine(...rule(["services"], namesEachServiceOnce))
  .refine(...rule(["certificateArn"], liesInRegion));

/** One environment, checked, with its defaults. */
export type Environment = z.output<typeof environmentSchema>;

/** What an environment's file says: options with a default may be left out. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

export type Service = Environment["services"][number];

/** A VPC takes /16 to /28 (EC2 API, CreateVpc); a load balancer wants /27 subnets or larger. */
function isVpcBlock(cidr: string): boolean {
  const [address = "", prefix] = cidr.split("/");
  const bits = Number(prefix);
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return bits >= 16 && bits <= 23 && number % 2 ** (32 - bits) === 0;
}

// What the rules over several options look at. Their types are spelled out because a rule is part
// of the schema from which `Service` is inferred.
type Size = { cpuUnits: number; memoryMiB?: number | undefined };
type Counts = {
  minCount?: number | undefined;
  desiredCount: number;
  maxCount?: number | undefined;
};

function fitsFargate({ cpuUnits, memoryMiB }: Size): string | undefined {
  const sizes = memorySizes(cpuUnits);
  if (memoryMiB === undefined || sizes.length === 0 || sizes.includes(memoryMiB)) return undefined;
  return `one of ${sizes.join(", ")} for ${cpuUnits} cpu units`;
}

function staysInBounds({ minCount, desiredCount, maxCount }: Counts): string | undefined {
  const min = minCount ?? desiredCount;
  const max = maxCount ?? Math.max(desiredCount, min);
  return min <= desiredCount && desiredCount <= max
    ? undefined
    : `minCount <= desiredCount <= maxCount, with minCount ${min} and maxCount ${max}`;
}

function namesEachServiceOnce({ services }: { services: { name: string }[] }): string | undefined {
  const names = Array.isArray(services) ? services.map((service) => service?.name) : [];
  const twice = names.find((name, index) => name !== undefined && names.indexOf(name) < index);
  return twice === undefined
    ? undefined
    : `every service to have a name of its own, and ${twice} is there twice`;
}

/** A listener takes certificates of its own region only. */
function liesInRegion(environment: { region: string; certificateArn?: string | undefined }) {
  const { region, certificateArn } = environment;
  return certificateArn === undefined || String(certificateArn).split(":")[3] === region
    ? undefined
    : `a certificate in ${region}, the environment's region`;
}
