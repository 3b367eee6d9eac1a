/**
 * Upstream registries in ECR's words, with their addresses and whether they want credentials (ECR
 * user guide, "Sync an upstream registry with an Amazon ECR private registry").
 */
const UPSTREAMS = {
  "ecr-public": { url: "public.ecr.aws", credentials: false },
  quay: { url: "quay.io", credentials: false },
  k8s: { url: "registry.k8s.io", credentials: false },
  "docker-hub": { url: "registry-1.docker.io", credentials: true },
  "github-container-registry": { url: "ghcr.io", credentials: true },
  "gitlab-container-registry": { url: "registry.gitlab.com", credentials: true },
} as const;

/** A registry that ECR can cache. */
export type Upstream = keyof typeof UPSTREAMS;

/** All of them. */
export const UPSTREAM_NAMES = Object.keys(UPSTREAMS) as Upstream[];

/** Whether ECR needs credentials for an upstream registry; of the others it takes none. */
export const needsCredentials = (upstream: Upstream): boolean => UPSTREAMS[upstream].credentials;

export const upstreamUrl = (upstream: Upstream): string => UPSTREAMS[upstream].url;

/** What the names of cached repositories may start with (ECR API, CreatePullThroughCacheRule). */
export const isCachePrefix = (prefix: string): boolean =>
  prefix.length >= 2 &&
  prefix.length <= 30 &&
  /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(prefix);

/** What the names of a cache's repositories start with. */
export const cachePrefix = (cache: {
  readonly upstream: string;
  readonly prefix?: string | undefined;
}): string => cache.prefix ?? cache.upstream;
