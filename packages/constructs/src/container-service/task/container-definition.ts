import type { MadeSecret } from "../../data/used-data";
import { STREAM_PREFIX } from "../log-names";
import type { Endpoint } from "./service-connect-options";
import type {
  AnyContainerInput,
  AnyContainerOptions,
  ContainerOptions,
  HealthCheck,
  SecretSource,
  SidecarOptions,
} from "./container-options";
import { volumeName } from "./containers-together";

/** What a container is told beside its options. */
interface InTask {
  /**
   * Port on which the container listens.
   * @default - none
   */
  readonly port?: number | undefined;

  /**
   * How Service Connect reaches it.
   * @default - not at all
   */
  readonly endpoint?: Endpoint | undefined;

  /**
   * Containers of the task that must have started, ended, ended with 0 or become healthy before
   * this one starts.
   * @default - none
   */
  readonly startAfter?: Readonly<Record<string, NonNullable<SidecarOptions["before"]>>> | undefined;

  /**
   * What of the data that its service uses it gets the variables of.
   * @default - nothing
   */
  readonly uses?: readonly string[] | undefined;

  /**
   * Variables whose values ECS reads from secrets that stacks make.
   * @default - none
   */
  readonly madeSecrets?: Readonly<Record<string, MadeSecret>> | undefined;

  /**
   * Options of the container that this one runs in place of until its image is there. Policies look
   * at them; nothing else does.
   * @default - none: it is no placeholder
   */
  readonly awaited?: ContainerOptions | undefined;
}

/** A container of a task: the service's own, or one beside it. */
export interface ContainerProps extends AnyContainerInput, InTask {}

/** The same, its options checked and with their defaults. */
export interface Container extends AnyContainerOptions, InTask {}

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
export function containerDefinition(container: Container, context: ContainerContext): object {
  const { startAfter = {}, variables, secrets, madeSecrets = {} } = container;
  return filled({
    name: container.name,
    image: container.image,
    essential: container.essential,
    command: container.command,
    cpu: container.cpuUnits,
    memory: container.memoryMiB,
    portMappings: portMappings(container),
    environment: environment(variables),
    secrets: [
      ...Object.entries(secrets).map(([name, source]) => ({
        name,
        valueFrom: valueFrom(source, context.arnOf(source)),
      })),
      ...Object.entries(madeSecrets).map(([name, { arn, key }]) => ({
        name,
        valueFrom: keyOf(arn, key),
      })),
    ],
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
    stopTimeout: container.stopTimeoutSeconds,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": context.logGroupName,
        "awslogs-region": context.region,
        "awslogs-stream-prefix": STREAM_PREFIX,
        // Written out, since it is otherwise a setting of the account. An application must not
        // stand still because CloudWatch does; it loses lines once this much waits to be sent.
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    },
  });
}

/** Name of the port by which Service Connect knows it. */
export const CONNECT_PORT = "connect";

function portMappings({ port, endpoint }: Container): object[] {
  const ports = [...new Set([port, endpoint?.port])].filter((one) => one !== undefined);
  return ports.map((one) => ({
    containerPort: one,
    hostPort: one,
    protocol: "tcp",
    // ECS takes no name for the protocol that it is without one.
    ...(one === endpoint?.port && {
      name: CONNECT_PORT,
      ...(endpoint.appProtocol !== "tcp" && { appProtocol: endpoint.appProtocol }),
    }),
  }));
}

const environment = (variables: ContainerOptions["variables"]) =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));

/** What a policy may find in the options of a container before it runs. */
export const awaitedDefinition = (name: string, options: ContainerOptions) => ({
  name,
  command: options.command,
  environment: environment(options.variables),
  healthCheck: options.healthCheck && { command: options.healthCheck.command },
});

export const isReadonly = (container: Container, exec: boolean): boolean =>
  container.readonlyRootFilesystem ?? !exec;

/** A container's empty volumes. Containers share none: one's /tmp is not the other's. */
export const volumesOf = (container: Container, exec: boolean) =>
  (container.writablePaths ?? (isReadonly(container, exec) ? ["/tmp"] : [])).map((path) => ({
    path,
    name: volumeName(container.name, path),
  }));

const valueFrom = (source: SecretSource, arn: string): string =>
  "secret" in source && source.key !== undefined ? keyOf(arn, source.key) : arn;

/** A secret's ARN ends in `:key:version stage:version id`, of which all but the key are left open. */
const keyOf = (arn: string, key: string): string => `${arn}:${key}::`;

const healthCheck = (check: HealthCheck) =>
  filled({
    command: check.command,
    interval: check.intervalSeconds,
    timeout: check.timeoutSeconds,
    retries: check.retries,
    // None is what ECS makes of 0.
    startPeriod: check.startPeriodSeconds || undefined,
  });

const filled = (keys: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(keys).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
