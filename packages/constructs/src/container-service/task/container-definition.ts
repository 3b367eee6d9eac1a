/**
 * Where ECS reads the value of a secret environment variable when a task starts. A changed value is
 * seen by new tasks only.
 */
export type SecretSource =
  /** Name of an SSM parameter: `/a/b`, or `b` outside any path. */
  | { readonly parameter: string }
  /** Name of a secret in Secrets Manager, and a key in its JSON; without one the whole secret. */
  | { readonly secret: string; readonly key?: string | undefined };

/** How ECS finds out that a container is alive (ECS API, HealthCheck). */
export interface HealthCheck {
  /** `["CMD-SHELL", "one line for the shell"]` or `["CMD", "program", "argument"]`; 0 is healthy. */
  readonly command: readonly string[];

  /**
   * Between two checks, 5 to 300.
   * @default 30
   */
  readonly intervalSeconds?: number | undefined;

  /**
   * Until a check has failed, 2 to 60.
   * @default 5
   */
  readonly timeoutSeconds?: number | undefined;

  /**
   * Failures in a row that make the container unhealthy, 1 to 10.
   * @default 3
   */
  readonly retries?: number | undefined;

  /**
   * In which failures do not count, 0 to 300.
   * @default 0 - they count from the start
   */
  readonly startPeriodSeconds?: number | undefined;
}

export interface ContainerProps {
  /** Unique in its task: up to 255 letters, digits, `_` and `-` (ECS API, ContainerDefinition). */
  readonly name: string;

  /** Image with its tag or digest. */
  readonly image: string;

  /**
   * Whether the task stops when the container does.
   * @default true
   */
  readonly essential?: boolean | undefined;

  /**
   * Port on which the container listens. The containers of a task share one network interface, so
   * no two have the same.
   * @default - none
   */
  readonly port?: number | undefined;

  /**
   * Replaces the image's command.
   * @default - the image's own
   */
  readonly command?: readonly string[] | undefined;

  /**
   * Readable by whoever may describe the task definition, and kept in the state: not the place for
   * secrets.
   * @default - none
   */
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;

  /**
   * Environment variables by their names, with the sources of their values.
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, SecretSource>> | undefined;

  /**
   * @default - the container is healthy as long as it runs
   */
  readonly healthCheck?: HealthCheck | undefined;

  /**
   * Whether nothing but `writablePaths` can be written to.
   * @default true, but false where ECS Exec is on: its agent writes to the root file system, and
   * ECS does not support it otherwise ("Considerations for using ECS Exec")
   */
  readonly readonlyRootFilesystem?: boolean | undefined;

  /**
   * Folders with a volume of their own, empty when a task starts and gone when it stops. On Fargate
   * they belong to root; for another user the image names them in `VOLUME`, whose owner and
   * contents the volume then gets ("Use bind mounts with Amazon ECS").
   * @default ["/tmp"] where the root file system is read-only, else none
   */
  readonly writablePaths?: readonly string[] | undefined;

  /**
   * From SIGTERM to SIGKILL, 2 to 120; Fargate takes no more.
   * @default 30
   */
  readonly stopTimeoutSeconds?: number | undefined;

  /**
   * CPU units set aside for the container.
   * @default - it shares the task's
   */
  readonly cpuUnits?: number | undefined;

  /**
   * Memory at which the container is killed.
   * @default - the task's
   */
  readonly memoryMiB?: number | undefined;

  /**
   * Containers of the task that must have started, ended, ended with 0 or become healthy before
   * this one starts.
   * @default - none
   */
  readonly startAfter?:
    Readonly<Record<string, "START" | "COMPLETE" | "SUCCESS" | "HEALTHY">> | undefined;
}

/** What a container's definition takes from its task. */
export interface ContainerContext {
  readonly region: string;
  readonly logGroupName: string;
  /** Whether ECS Exec is on. */
  readonly exec: boolean;
  /** The ARN of a secret's source, without a key. */
  readonly arnOf: (source: SecretSource) => string;
}

/**
 * One element of a task definition's `containerDefinitions`. ECS's own defaults are written out and
 * empty keys left out: what ECS adds or drops on its side would otherwise be a difference, and so a
 * new revision, at every plan.
 */
export function containerDefinition(container: ContainerProps, context: ContainerContext): object {
  const { port, startAfter = {}, environmentVariables = {}, secrets = {} } = container;
  return filled({
    name: container.name,
    image: container.image,
    essential: container.essential ?? true,
    command: container.command,
    cpu: container.cpuUnits,
    memory: container.memoryMiB,
    portMappings:
      port === undefined ? [] : [{ containerPort: port, hostPort: port, protocol: "tcp" }],
    environment: Object.entries(environmentVariables).map(([name, value]) => ({ name, value })),
    secrets: Object.entries(secrets).map(([name, source]) => ({
      name,
      valueFrom: valueFrom(source, context.arnOf(source)),
    })),
    healthCheck: container.healthCheck && healthCheck(container.healthCheck),
    readonlyRootFilesystem: isReadonly(container, context.exec),
    mountPoints: volumesOf(container, context.exec).map(({ name, path }) => ({
      sourceVolume: name,
      containerPath: path,
      readOnly: false,
    })),
    dependsOn: Object.entries(startAfter).map(([containerName, condition]) => ({
      containerName,
      condition,
    })),
    // A process with the id 1 that passes on signals and reaps children, as few applications do.
    linuxParameters: { initProcessEnabled: true },
    stopTimeout: container.stopTimeoutSeconds ?? 30,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": context.logGroupName,
        "awslogs-region": context.region,
        "awslogs-stream-prefix": "ecs",
        // Written out, since it is otherwise a setting of the account. An application must not
        // stand still because CloudWatch does; it loses lines once this much waits to be sent.
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    },
  });
}

export const isReadonly = (container: ContainerProps, exec: boolean): boolean =>
  container.readonlyRootFilesystem ?? !exec;

/** A container's empty volumes. Containers share none: one's /tmp is not the other's. */
export const volumesOf = (container: ContainerProps, exec: boolean) =>
  (container.writablePaths ?? (isReadonly(container, exec) ? ["/tmp"] : [])).map((path) => ({
    path,
    // Letters, digits, _ and - are what ECS takes (ECS API, Volume).
    name: `${container.name}-${path.slice(1).replaceAll(/[^A-Za-z0-9_-]/g, "-")}`,
  }));

/** A secret's ARN ends in `:key:version stage:version id`, of which all but the key are left open. */
const valueFrom = (source: SecretSource, arn: string): string =>
  "secret" in source && source.key !== undefined ? `${arn}:${source.key}::` : arn;

const healthCheck = (check: HealthCheck) =>
  filled({
    command: check.command,
    interval: check.intervalSeconds ?? 30,
    timeout: check.timeoutSeconds ?? 5,
    retries: check.retries ?? 3,
    // None is what ECS makes of 0.
    startPeriod: check.startPeriodSeconds || undefined,
  });

const filled = (keys: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(keys).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
