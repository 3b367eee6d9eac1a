import { z } from "zod";
import {
  accountId,
  isPlace,
  matching,
  name,
  options,
  part,
  region,
  rule,
  ruled,
  unique,
  type Draft,
} from "../option-rules";
import { pullThroughCaches } from "./cache-options";
import { days, lifecycleRule } from "./lifecycle-options";
import { listProblem } from "./lifecycle-rules";

/** ARNs of roles or users, with a path or without. */
const arnOf = (kind: "role" | "user") =>
  matching(
    new RegExp(`^arn:aws:iam::\\d{12}:${kind}/[\\w+=,.@/-]{1,576}$`),
    `the ARN of a ${kind}`,
  );

/** Who is granted something: everybody whom an account's own policies allow it, a role, or a user. */
const principal = z.union(
  [
    options({
      /** An account, whose own policies say who in it. */
      account: accountId,
    }),
    options({
      /** ARN of a role, which need not exist yet. */
      role: arnOf("role"),
    }),
    options({
      /** ARN of a user, which need not exist yet. */
      user: arnOf("user"),
    }),
  ],
  { error: '{ account: "..." }, { role: "arn:..." } or { user: "arn:..." }' },
);

export const scanningOptions = options({
  /**
   * `basic`: packages of the operating system, free. `enhanced`: those of programming languages as
   * well, by Amazon Inspector, paid by image and rescan.
   */
  type: z.enum(["basic", "enhanced"]),

  /** `continuous` scans again when a vulnerability becomes known; only `enhanced` can. @default continuous where enhanced, on-push where basic */
  frequency: z.enum(["on-push", "continuous"]).optional(),

  /** Names of repositories, with `*` for any characters. ECR takes 100. @default all of the registry */
  repositories: z
    .array(
      matching(
        /^(?=.{1,255}$)[a-z0-9*]+(?:[._/-][a-z0-9*]+)*$/,
        "a repository's name, with * for any characters",
      ),
    )
    .min(1, "1 to 100 names")
    .max(100, "1 to 100 names")
    .default(["*"]),
}).refine(
  ...rule(["frequency"], ({ type, frequency }: Draft<{ type: string; frequency: string }>) =>
    type === "basic" && frequency === "continuous" ? "on-push, as type is basic" : undefined,
  ),
);

const destination = options({
  /** Region that gets copies. */
  region,

  /** Account that gets copies. If it is another one, its registry policy must allow it. @default the organization's */
  accountId: accountId.optional(),
});

const allOptions = options({
  /**
   * KMS key that encrypts the images: `own-key` has a price by the month, `aws-managed-key` none.
   * A change replaces every repository, so it is refused while one is protected.
   * @default "own-key"
   */
  encryption: z.enum(["own-key", "aws-managed-key"]).default("own-key"),

  /** Tags that a push may move, such as `cache` or `dev-*`. ECR takes 5 patterns, the provider 2 wildcards in each. @default none */
  tagMutabilityExclusions: unique(
    z
      .array(
        matching(
          /^(?!(?:[^*]*\*){3})[\w.*-]{1,128}$/,
          "a tag of at most 128 characters with at most 2 wildcards",
        ),
      )
      .max(5, "at most 5 patterns"),
    "each pattern once",
  ).default([]),

  /**
   * Days after its push on which an image without a tag expires: more than pass between two
   * deployments, where tags may move.
   * @default 14
   */
  untaggedImageMaxAgeDays: days.optional(),

  /**
   * Which images expire, in place of the rule for images without a tag: the first that selects an
   * image decides. An image that an environment refers to must be one that none can expire.
   * @default none expire but those without a tag
   */
  lifecycleRules: z
    .array(lifecycleRule)
    .refine((rules) => listProblem(rules) === undefined, {
      error: (issue) => listProblem(issue.input as never),
    })
    .optional(),

  /** Who may push, by the repositories' policies. In this account an identity policy is enough. @default nobody besides */
  pushers: z.array(principal).default([]),

  /** Who may pull, by the repositories' policies. In this account an identity policy is enough. @default nobody besides */
  readers: z.array(principal).default([]),

  /** Who may take on a role that pushes images. @default none, and no such role */
  pushRoleTrusts: z.array(principal).default([]),

  /** Repositories besides those of the services: of one that is gone, or of a sidecar. @default none */
  repositories: unique(z.array(name(60)), "each repository once").default([]),

  /**
   * How the registry scans images. AWS has one such setting in an account and region, so this
   * replaces what others set there.
   * @default left as it is; each repository asks for a scan at every push
   */
  scanning: scanningOptions.optional(),

  /**
   * Registries that get a copy of each image that is pushed from then on. ECR takes 25 (ECR user
   * guide, "Private image replication in Amazon ECR").
   * @default none
   */
  replication: z.array(destination).max(25, "at most 25 registries").default([]),

  /** Registries whose images are pulled by way of this one. @default none */
  pullThroughCaches,

  /**
   * Whether a repository may be destroyed with the images in it. Without it Terraform refuses to
   * destroy repositories that are configured, and ECR those that hold images.
   * @default false
   */
  forceDelete: z.boolean("true or false").default(false),
});

const RULES = [
  rule(
    ["untaggedImageMaxAgeDays"],
    (registry: Draft<{ untaggedImageMaxAgeDays: number; lifecycleRules: object }>) =>
      registry.untaggedImageMaxAgeDays === undefined || registry.lifecycleRules === undefined
        ? undefined
        : "nothing beside lifecycleRules, which say it themselves",
  ),
];

/** Every option of the image registry, which all environments share. */
export const registryOptions = ruled(allOptions, RULES);

/** What a repository takes of that. */
export const repositoryOptions = ruled(
  part(
    allOptions,
    "tagMutabilityExclusions",
    "untaggedImageMaxAgeDays",
    "lifecycleRules",
    "pushers",
    "readers",
    "forceDelete",
  ),
  RULES,
);

/** Account and region of a registry, and the registries that get copies. */
export const replicationOptions = options({
  accountId,
  region,
  replication: allOptions.shape.replication,
}).refine(...rule(["replication"], copiesElsewhere));

type Placed = Draft<{
  accountId: string;
  region: string;
  replication: readonly { region: string; accountId: string }[];
}>;

export function copiesElsewhere(registry: Placed): string | undefined {
  const { accountId, region, replication } = registry;
  if (!Array.isArray(replication) || !isPlace(registry)) return undefined;
  const own = `${region} of ${accountId}`;
  const places = replication.map((copy) => `${copy?.region} of ${copy?.accountId ?? accountId}`);
  return new Set(places).size === places.length && !places.includes(own)
    ? undefined
    : `each registry once, and not ${own} itself`;
}

export type RegistryOptions = z.output<typeof registryOptions>;
export type RepositoryInput = z.input<typeof repositoryOptions>;
export type ReplicationInput = z.input<typeof replicationOptions>;
export type Principal = z.output<typeof principal>;
export type ScanningInput = z.input<typeof scanningOptions>;
