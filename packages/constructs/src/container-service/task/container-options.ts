import { z } from "zod";
import { count, matching, name, options, rule, unique, type Draft } from "../../option-rules";

/** Any, as ECS and Docker have it: `discovery.type`, `Logging:LogLevel`. A shell alone takes fewer. */
const variableName = matching(/^[^=\s\p{Cc}]+$/u, "a variable name, without = and blanks");
export const command = z.array(z.string("a text in quotes")).min(1, "at least one word");

/** A parameter by its name. */
export const fromParameter = options({
  /** Name of an SSM parameter, such as `/acme/dev/web/database-url`. */
  parameter: matching(
    /^(?=.{1,1011}$)(?:[\w.-]+|(?:\/[\w.-]+)+)$/,
    "the name of an SSM parameter, from / if it has a path",
  ),
});

/** A secret by its name. */
export const fromSecret = options({
  /** Name of a secret in Secrets Manager, such as `acme/dev/web` or `rds!db-...`. */
  secret: matching(/^[\w/+=.@!-]{1,512}$/, "the name of a secret in Secrets Manager, not its ARN"),
  /** Key in the secret's JSON. @default the whole secret */
  key: matching(/^[^:\s](?:[^:]*[^:\s])?$/, "a key in the secret's JSON").optional(),
});

const secret = z.union([fromParameter, fromSecret], {
  error: '{ parameter: "/name" } or { secret: "name", key: "..." }',
});

/** How ECS finds out that a container is alive (ECS API, HealthCheck). */
const healthCheck = options({
  /** What runs in the container, as `["CMD-SHELL", "test -f /tmp/alive"]`; 0 means healthy. */
  command: command.refine(
    ([kind, ...words]) => /^CMD(-SHELL)?$/.test(kind ?? "") && words.length > 0,
    '["CMD-SHELL", "..."] or ["CMD", "...", ...]',
  ),
  /** Seconds between two checks; ECS takes 5 to 300. @default 30 */
  intervalSeconds: count(5, 300).default(30),
  /** Seconds after which a check has failed; ECS takes 2 to 60. @default 5 */
  timeoutSeconds: count(2, 60).default(5),
  /** Failures in a row that make the container unhealthy; ECS takes 1 to 10. @default 3 */
  retries: count(1, 10).default(3),
  /** Seconds in which failures do not count, for the start; ECS takes 0 to 300. @default 0 */
  startPeriodSeconds: count(0, 300).default(0),
});

/** What a service's own container and its sidecars have in common (ECS API, ContainerDefinition). */
export const containerOptions = {
  /** Replaces the image's command, one word an entry. @default the image's own */
  command: command.optional(),

  /**
   * Environment variables. Anyone who may read the console or the state sees them: no secrets.
   * @default none
   */
  variables: z.record(variableName, z.string("a text in quotes")).default({}),

  /**
   * Environment variables whose values ECS reads from SSM or Secrets Manager when a task starts, as
   * `{ DATABASE_URL: { parameter: "/acme/dev/database-url" } }`. A changed value is seen by new
   * tasks only.
   * @default none
   */
  secrets: z.record(variableName, secret).default({}),

  /** How ECS finds out that the container is alive. @default not at all */
  healthCheck: healthCheck.optional(),

  /**
   * Whether the root file system is read-only.
   * @default true, except where `exec` is on, which needs it writable (ECS developer guide, "Considerations for using ECS Exec")
   */
  readonlyRootFilesystem: z.boolean("true or false").optional(),

  /**
   * Folders that are writable all the same, empty at the start of each task. On Fargate they belong
   * to root (mode 0755) unless the image declares them with VOLUME and an owner of their own (ECS
   * developer guide, "Use bind mounts with Amazon ECS").
   * @default `/tmp` while the root file system is read-only
   */
  writablePaths: z.array(matching(/^\/[^\s:]*[^\s:/]$/, "an absolute path below /")).optional(),

  /** Seconds from SIGTERM to SIGKILL; Fargate takes up to 120. @default 30 */
  stopTimeoutSeconds: count(2, 120).default(30),
};

const named = {
  /** Names the container within the task. */
  name: name(20),

  /** Image with its tag or digest, of any registry. */
  image: matching(/^\S+$/, "an image with its tag or digest"),

  /** Whether the task stops with it. @default false */
  essential: z.boolean("true or false").default(false),

  ...containerOptions,

  /** CPU units set aside for it. @default none: it shares the task's */
  cpuUnits: count(1, 16_384).optional(),

  /** MiB of memory at which it is stopped; Docker wants 6. @default the task's */
  memoryMiB: count(6, 122_880).optional(),
};

/** Any container of a task. What waits for what its task is told apart from its options. */
export const anyContainerOptions = options(named).refine(...rule(["secrets"], keepsSecretsApart));

/** A container beside the service's own, in the same task: a proxy, an agent, a migration. */
export const sidecarOptions = options({
  ...named,

  /**
   * What it gets the variables of, among all that its service `uses`, by the names that the service
   * has for them: `["orders"]` for a migration.
   * @default none
   */
  uses: unique(z.array(name(20)).max(20, "at most 20"), "each once").default([]),

  /**
   * Whether the service's own container waits for it: until it has started, has ended well, or is
   * healthy.
   * @default the two start together
   */
  before: z.enum(["START", "COMPLETE", "SUCCESS", "HEALTHY"]).optional(),
})
  .refine(...rule(["secrets"], keepsSecretsApart))
  .refine(...rule(["before"], canBeWaitedFor));

export type SecretSource = z.output<typeof secret>;
export type HealthCheck = z.output<typeof healthCheck>;
export type AnyContainerInput = z.input<typeof anyContainerOptions>;
export type AnyContainerOptions = z.output<typeof anyContainerOptions>;
export type ContainerOptions = Pick<AnyContainerOptions, keyof typeof containerOptions>;
export type SidecarOptions = z.output<typeof sidecarOptions>;

type Variables = Draft<{ variables: object; secrets: object }>;

/** A variable is set once: ECS takes no other. */
export function keepsSecretsApart({ variables, secrets }: Variables): string | undefined {
  const both = Object.keys(Object(secrets)).filter((name) =>
    Object.hasOwn(Object(variables), name),
  );
  return both.length > 0 ? `variables that are not in variables, as ${both[0]} is` : undefined;
}

type Awaited = Draft<{ before: string; essential: boolean; healthCheck: object }>;

function canBeWaitedFor({ before, essential, healthCheck }: Awaited): string | undefined {
  if (before === "HEALTHY" && healthCheck === undefined) return "START, or a healthCheck";
  return (before === "COMPLETE" || before === "SUCCESS") && essential === true
    ? "START or HEALTHY, as the task stops when an essential container ends"
    : undefined;
}
