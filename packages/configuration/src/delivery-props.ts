import type {
  PlanStoreBucketProps,
  SharedResources,
} from "@groundwork/constructs/delivery/options";
import type { Configuration } from "./check";
import { appliedOwners } from "./delivery";
import {
  deliveryNames,
  repositoryArn,
  repositoryName,
  stateHome,
  stateOwners,
  stateReplica,
} from "./names";
import { buildName } from "./pipeline-names";
import { planFolders } from "./place-names";
import { cachePrefix } from "@groundwork/constructs/registry/options";
import type { Organization } from "./organization-schema";
import { settingsKeepers } from "./settings-keepers";

/**
 * What the configuration says to the constructs of delivery, in their words. What only other
 * constructs know, such as ARNs of keys, delivery-stack adds.
 */

/** Where plans lie: who keeps the store, who plans, and who reads the plans of whom. */
export function planStore(
  configuration: Configuration,
): Omit<PlanStoreBucketProps, "kmsKeyArn" | "logBucket"> {
  const { organization, environments } = configuration;
  const { planBucket, kmsAliasArn, roleArn } = deliveryNames(organization);
  const { github, pipeline, appliers, ...delivery } = organization.delivery;
  const applied = appliedOwners(configuration);
  const readers = (owner: string) => [
    ...(github && applied.includes(owner) ? [roleArn(`apply-${owner}`)] : []),
    ...(pipeline && applied.includes(owner) ? [buildRoleArn(organization, `apply-${owner}`)] : []),
    ...appliers,
  ];
  const isClosed = github !== undefined || pipeline !== undefined || appliers.length > 0;
  return {
    bucket: planBucket,
    kmsAliasArn,
    keepers: settingsKeepers(organization),
    planRetentionDays: delivery.planRetentionDays,
    resultRetentionDays: delivery.resultRetentionDays,
    readers: isClosed
      ? Object.fromEntries(
          stateOwners(environments, organization).map((owner) => [
            owner,
            { folders: planFolders(environments, owner), roleArns: readers(owner) },
          ]),
        )
      : undefined,
    planners: [
      ...(github ? (["plan-pr", "plan-main", "drift"] as const).map(roleArn) : []),
      ...(pipeline ? [buildRoleArn(organization, "plan-*")] : []),
    ],
  };
}

const buildRoleArn = (organization: Organization, build: Parameters<typeof buildName>[1]) =>
  `arn:aws:iam::${organization.accountId}:role/${buildName(organization, build)}`;

/** What all who plan and apply use. */
export function sharedResources(
  organization: Organization,
): Omit<SharedResources, "store"> & { enhancedScanning: boolean; pipeline: boolean } {
  const { planLogBucket, pipelineBucket } = deliveryNames(organization);
  const { pullThroughCaches, scanning } = organization.registry;
  const pipeline = organization.delivery.pipeline !== undefined;
  return {
    organization: organization.name,
    state: statePlaces(organization),
    sharedBuckets: [planLogBucket, ...(pipeline ? [pipelineBucket] : [])],
    repositoryArn: repositoryArn(organization, repositoryName(organization, "*")),
    cachedRepositoryArns: pullThroughCaches.map((cache) =>
      repositoryArn(organization, `${cachePrefix(cache)}/*`),
    ),
    enhancedScanning: scanning?.type === "enhanced",
    pipeline,
  };
}

/** Roles reach both, so that nobody has to change them when a region is out of reach. */
const statePlaces = (organization: Organization) => {
  const [home, replica] = [stateHome(organization), stateReplica(organization)];
  return home && { ...home, ...(replica && { replica }) };
};

/** What workflows of GitHub deliver, and undefined where none do. */
export function githubWorkflows({ organization, environments }: Configuration) {
  if (!organization.delivery.github) return undefined;
  // What a pull request may add is for the review alone.
  const { pullRequestsAdd: _, ...github } = organization.delivery.github;
  const { roleName } = deliveryNames(organization);
  const open = environments.filter(({ production }) => !production).map(({ name }) => name);
  return {
    ...github,
    pullRequestsRead: github.pullRequestsRead ?? [...open, "registry"],
    roleNames: {
      "plan-pr": roleName("plan-pr"),
      "plan-main": roleName("plan-main"),
      drift: roleName("drift"),
      "image-push-ci": roleName("image-push-ci"),
    },
  };
}

/** Channels of Slack and whose messages each shows: by channel, as an account can have each once. */
export function slackChannels({ organization, environments }: Configuration) {
  const channels = environments.flatMap(({ delivery }) => delivery.slack ?? []);
  const ids = channels.map(({ channelId }) => channelId);
  return channels
    .filter(({ channelId }, index) => ids.indexOf(channelId) === index)
    .map(({ workspaceId, channelId }) => ({
      name: `${organization.name}-delivery-${channelId}`,
      workspaceId,
      channelId,
      environments: environments
        .filter(({ delivery }) => delivery.slack?.channelId === channelId)
        .map(({ name }) => name),
    }));
}
