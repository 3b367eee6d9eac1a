import { z } from "zod";
import { logRetentionDays, matching, oneOf, options } from "../../option-rules";
import { cpuArchitecture } from "../cluster/cluster-options";
import { CPU_UNITS } from "./fargate";

/** How large a task is, and what it runs on. */
export const sizeOptions = {
  /** CPU units of a task; 1024 make one vCPU. @default 256 */
  cpuUnits: oneOf(CPU_UNITS).default(256),

  /**
   * Memory of a task in MiB. Fargate ties it to `cpuUnits`; the same sizes hold on EC2, so that a
   * service can move between the two.
   * @default the least that goes with `cpuUnits`
   */
  memoryMiB: z.number("a number of MiB").optional(),

  /** Processor that the image is built for. @default "X86_64" */
  cpuArchitecture: cpuArchitecture.default("X86_64"),
};

/** What all tasks of an environment have in common. */
export const commonTaskOptions = {
  /**
   * Whether `aws ecs execute-command` opens a shell in a running container. The session is
   * encrypted and logged.
   * @default false
   */
  exec: z.boolean("true or false").default(false),

  /** KMS key that encrypts the services' secrets. @default the keys that AWS manages for SSM and Secrets Manager */
  secretsKmsKeyArn: matching(
    /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    "the ARN of a KMS key",
  ).optional(),

  /** How long logs of containers and of shells in them are kept, in days. @default 30 */
  logRetentionDays: logRetentionDays.default(30),
};

const taskOptions = options({ ...sizeOptions, ...commonTaskOptions });

export type TaskOptions = z.output<typeof taskOptions>;
