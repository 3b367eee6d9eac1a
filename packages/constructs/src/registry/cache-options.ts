import { z } from "zod";
import { accountId, isPlace, matching, options, region, rule, type Draft } from "../option-rules";
import { days } from "./lifecycle-options";
import {
  cachePrefix,
  isCachePrefix,
  needsCredentials,
  UPSTREAM_NAMES,
  type Upstream,
} from "./upstreams";

const pullThroughCache = options({
  /** The registry whose images are cached. */
  upstream: z.enum(UPSTREAM_NAMES),

  /** What the names of its repositories start with here. ECR takes 2 to 30 characters. @default the name of `upstream` */
  prefix: z
    .string("a prefix in quotes")
    .refine(isCachePrefix, "2 to 30 characters, lower-case words joined by . _ - or /")
    .optional(),

  /**
   * ARN of the secret with the credentials, `username` and `accessToken`, its name starting with
   * `ecr-pullthroughcache/`, in the registry's account and region (ECR API,
   * CreatePullThroughCacheRule).
   * @default none: for ecr-public, quay and k8s, which are open to all
   */
  credentialArn: matching(
    /^(?=.{1,612}$)arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:ecr-pullthroughcache\/[\w/+=.@-]+$/,
    "the ARN of a secret whose name starts with ecr-pullthroughcache/",
  ).optional(),

  /**
   * Whether a tag may move on when it does so upstream, which ECR looks for once a day; with
   * `IMMUTABLE` it cannot follow.
   * @default "MUTABLE"
   */
  imageTagMutability: z.enum(["MUTABLE", "IMMUTABLE"]).default("MUTABLE"),
}).refine(
  ...rule(
    ["credentialArn"],
    ({ upstream, credentialArn }: Draft<{ upstream: Upstream; credentialArn: string }>) => {
      if (upstream === undefined || !UPSTREAM_NAMES.includes(upstream)) return undefined;
      const needed = needsCredentials(upstream);
      if (needed === (credentialArn !== undefined)) return undefined;
      return needed ? `a secret, as ${upstream} wants credentials` : "none: it is open to all";
    },
  ),
);

/** Registries whose images are pulled by way of another. */
export const pullThroughCaches = z
  .array(pullThroughCache)
  .refine((caches) => new Set(caches.map(cachePrefix)).size === caches.length, "each prefix once")
  .default([]);

/** Account and region of a registry, its caches, and when cached images without a tag expire. */
export const cacheOptions = options({
  accountId,
  region,
  pullThroughCaches,
  untaggedImageMaxAgeDays: days.optional(),
}).refine(...rule(["pullThroughCaches"], hasItsSecretsHere));

export type CacheInput = z.input<typeof cacheOptions>;

type Placed = Draft<{
  accountId: string;
  region: string;
  pullThroughCaches: readonly { credentialArn: string }[];
}>;

/** ECR takes a secret of the registry's own account and region (ECR API, CreatePullThroughCacheRule). */
export function hasItsSecretsHere(registry: Placed): string | undefined {
  const caches = registry.pullThroughCaches;
  if (!Array.isArray(caches) || !isPlace(registry)) return undefined;
  const here = `arn:aws:secretsmanager:${registry.region}:${registry.accountId}:`;
  const other = caches.findIndex(
    (cache) => typeof cache?.credentialArn === "string" && !cache.credentialArn.startsWith(here),
  );
  return other < 0
    ? undefined
    : `each credentialArn to begin with ${here}, and that of [${other}] does not`;
}
