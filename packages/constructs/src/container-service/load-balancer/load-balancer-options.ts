import { z } from "zod";
import { cidrs, count, matching, oneOf, options, part, rule, type Draft } from "../../option-rules";
import { isCertifiable, isHostName, isWithin } from "./host-name";

const hostName = z
  .string("a DNS name such as www.example.com")
  .refine(isHostName, "a DNS name such as www.example.com");

const testListener = options({
  /** Port of the listener; not 80 or 443. @default 8443 */
  port: count(1, 65535)
    .refine((port) => port !== 80 && port !== 443, "another port than 80 and 443")
    .default(8443),

  /** IPv4 blocks from which it may be reached, such as that of the office. */
  allowedCidrs: cidrs,
});

const routing = options({
  /**
   * `latency` leads a request to the place that answers it soonest, `failover` to the first place as
   * long as that is well, and to the second otherwise.
   */
  policy: z.enum(["latency", "failover"], "one of latency, failover"),

  /**
   * What Route 53 asks each load balancer for, by the name that AWS gave it, from several parts of
   * the world: a service without `hosts` must answer there with 2xx or 3xx.
   * @default none: the load balancer's own view of its targets decides
   */
  healthCheck: options({
    /** As `/health`. */
    path: matching(/^\/[!-~]{0,254}$/, "a path of up to 255 characters, as /health"),

    /** Seconds between two requests of each checker: 10 or 30 (Route 53 API, HealthCheckConfig). @default 30 */
    intervalSeconds: oneOf([10, 30]).default(30),

    /** How many answers in a row change the verdict (Route 53 API, HealthCheckConfig). @default 3 */
    failureThreshold: count(1, 10).default(3),
  }).optional(),
});

/** How a record leads to one of several places. */
export interface RecordRouting extends z.output<typeof routing> {
  /** What tells the record from those of the other places. */
  readonly id: string;
  readonly region: string;
  /** Whether it is the place for which another stands in. */
  readonly isFirst: boolean;
}

const domain = options({
  /** Name of the public Route 53 zone in this account that holds the records. */
  hostedZone: hostName,

  /** Name under which the environment answers: the zone's or one below it. */
  name: hostName.refine(isCertifiable, "a name of up to 64 characters, as certificates have"),

  /**
   * How requests come to one of several `places` under the same names.
   * @default none: each place has names of its own
   */
  routing: routing.optional(),
}).refine(
  ...rule(["name"], ({ hostedZone, name }: Draft<{ hostedZone: string; name: string }>) =>
    !hostName.safeParse(hostedZone).success || isWithin(name, hostedZone)
      ? undefined
      : `${hostedZone} or a name that ends in .${hostedZone}`,
  ),
);

/** Through which requests come. */
export const loadBalancerOptions = options({
  /**
   * DNS name with its Route 53 zone: makes the certificate, has it validated, and adds the record,
   * for this name and for each service's `hosts` in the zone.
   * @default none: the load balancer answers under the name that AWS gives it
   */
  domain: domain.optional(),

  /** ARN of an issued ACM certificate in the region. @default that of `domain`; without it plain HTTP */
  certificateArn: matching(
    /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    "the ARN of an ACM certificate",
  ).optional(),

  /** IPv4 blocks that may reach it. @default ["0.0.0.0/0"], the internet */
  allowedCidrs: cidrs.default(["0.0.0.0/0"]),

  /** Whether AWS refuses to delete it. Must be switched off, and applied, first. @default as `production` */
  deletionProtection: z.boolean("true or false").optional(),

  /** How long access logs are kept in a bucket of their own, in days. @default no access logs */
  accessLogRetentionDays: count(1, 3653).optional(),

  /**
   * Web application firewall: `managed` makes a web ACL of AWS's managed rules and a limit per
   * address, an ARN names one that exists.
   * @default none
   */
  webAcl: matching(
    /^(managed|arn:aws[\w-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+)$/,
    '"managed" or the ARN of a regional web ACL',
  ).optional(),

  /** Seconds after which a silent connection is closed; ELB takes 1 to 4000 (ELBv2 API, LoadBalancerAttribute). @default 60 */
  idleTimeoutSeconds: count(1, 4000).default(60),

  /**
   * A listener through which the next version of a service is tried before it takes requests, in
   * deployments that shift traffic. Its port is open to its own blocks only.
   * @default none
   */
  testListener: testListener.optional(),
}).refine(
  ...rule(
    ["certificateArn"],
    ({ domain, certificateArn }: Draft<{ domain: object; certificateArn: string }>) =>
      domain !== undefined && certificateArn !== undefined
        ? "either domain, which makes a certificate, or certificateArn"
        : undefined,
  ),
);

/** What the construct takes of that; names, certificates and a firewall are made beside it. */
export const entryOptions = part(
  loadBalancerOptions,
  "allowedCidrs",
  "deletionProtection",
  "accessLogRetentionDays",
  "idleTimeoutSeconds",
  "testListener",
);

export type LoadBalancerOptions = z.output<typeof loadBalancerOptions>;

export type EntryInput = z.input<typeof entryOptions>;

export type EntryOptions = z.output<typeof entryOptions>;
