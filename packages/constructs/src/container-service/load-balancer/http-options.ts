import { z } from "zod";
import { count, matching, options, rule } from "../../option-rules";
import { isHostName, withoutWildcard } from "./host-name";

const pattern = matching(
  /^[/*][\w.$/~"'@:+&*?-]{0,127}$/,
  "a path of at most 128 characters, the first a / or *",
);

const EXPECTED_HOST = "a DNS name of at most 128 characters, its first label a * or not";
const host = z
  .string(EXPECTED_HOST)
  .max(128, EXPECTED_HOST)
  .refine((name) => isHostName(withoutWildcard(name)), EXPECTED_HOST);

/** How requests reach a service. */
export const httpOptions = options({
  /**
   * Port on which the container listens. With a change the load balancer loses the running tasks at
   * once, and answers 503 until new ones are up.
   * @default 80
   */
  port: count(1, 65535).default(80),

  /**
   * Paths that go to this service, with `*` and `?` as wildcards. ALB takes 5 paths and hosts a
   * service together, and 5 wildcards in them (ELB user guide, "Condition types for listener
   * rules"; the quotas say 6 by now).
   * @default ["/*"]
   */
  paths: z.array(pattern).min(1, "1 to 5 paths").max(5, "1 to 5 paths").default(["/*"]),

  /** Names of the request's `Host` that go to this service, such as `api.example.com`. @default any */
  hosts: z.array(host).max(4, "at most 4 hosts").default([]),

  /**
   * The lowest that matches a request wins; ALB takes 1 to 50000, each once. Of several services
   * with `http` each must name its own.
   * @default 100, for the only service with `http`
   */
  priority: count(1, 50_000).optional(),

  /** Path that answers 2xx while a task is healthy. @default "/" */
  healthCheckPath: matching(
    /^\/\S{0,127}$/,
    "a path of at most 128 characters, the first a /",
  ).default("/"),

  /** Seconds in which a new task may fail health checks; ECS takes up to 2147483647. @default 60 */
  healthCheckGracePeriodSeconds: count(0, 2_147_483_647).default(60),

  /**
   * Seconds that a stopping task has for its last requests; ELB takes up to 3600. The 300 of AWS
   * make deployments slow.
   * @default 60
   */
  deregistrationDelaySeconds: count(0, 3600).default(60),
})
  .refine(
    ...rule(["paths"], (http: Conditions) =>
      valuesOf(http).length <= 5 ? undefined : "at most 5 paths and hosts together",
    ),
  )
  .refine(
    ...rule(["paths"], (http: Conditions) =>
      valuesOf(http).join("").replace(/[^*?]/g, "").length <= 5
        ? undefined
        : "at most 5 wildcards in paths and hosts together",
    ),
  );

export type HttpInput = z.input<typeof httpOptions>;
export type HttpOptions = z.output<typeof httpOptions>;

/** Priority of the only service with `http`, where it names none. */
export const ONLY_PRIORITY = 100;

interface Conditions {
  readonly paths?: unknown;
  readonly hosts?: unknown;
}

const valuesOf = ({ paths, hosts }: Conditions): unknown[] => [paths, hosts].flat();
