import { Construct } from "constructs";
import { check } from "@groundwork/constructs/check";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import {
  cachePrefix,
  defaultLifecycleRules,
  expiringRule,
  ImagePullPolicy,
  ImagePushPolicy,
  ImagePushRole,
  type ImageReference,
  ImageRepository,
  inWords,
  isMovable,
  type LifecycleRule,
  PullThroughCaches,
  RegistryReplication,
  RegistryScanning,
} from "@groundwork/constructs/registry";
import { repositoryArn, repositoryName } from "@groundwork/configuration";
import { GroundworkStack, type GroundworkStackProps } from "./groundwork-stack";

export interface RegistryStackProps extends GroundworkStackProps {
  /** Names of the services of all environments. */
  readonly services: readonly string[];

  /**
   * Images of these services to which environments refer. None of them may expire.
   * @default none
   */
  readonly images?: readonly ServiceImage[] | undefined;
}

/** An image that an environment runs. */
export interface ServiceImage extends ImageReference {
  readonly service: string;
}

/** The image repositories: one a service, shared by all environments, so that prod runs what dev ran. */
export class RegistryStack extends GroundworkStack {
  constructor(scope: Construct, props: RegistryStackProps) {
    const { organization, services, images = [] } = props;
    const { accountId, region, registry } = organization;
    super(scope, props, { owner: "registry", accountId, region });
    const rules =
      registry.lifecycleRules ?? defaultLifecycleRules(registry.untaggedImageMaxAgeDays);
    for (const image of images) this.checkImage(image, rules, registry.tagMutabilityExclusions);

    const kmsKeyArn = registry.encryption === "own-key" ? this.encryptionKeyArn(props) : undefined;
    // A scope of their own: a service may be called "backend" or "aws".
    const repositories = new Construct(this, "repositories");
    for (const service of new Set([...services, ...registry.repositories])) {
      new ImageRepository(repositories, service, {
        repositoryName: repositoryName(organization, service),
        kmsKeyArn,
        tagMutabilityExclusions: registry.tagMutabilityExclusions,
        lifecycleRules: rules,
        pushers: registry.pushers,
        readers: registry.readers,
        forceDelete: registry.forceDelete,
        preventDestroy: !registry.forceDelete,
      });
    }

    this.access(props, this.pullThroughCaches(props, kmsKeyArn));
    this.registrySettings(props);
  }

  /**
   * Whether an image stays: a rule that could expire it would take it from a service that needs it
   * to start one more task.
   */
  private checkImage(
    image: ServiceImage,
    rules: readonly LifecycleRule[],
    movableTags: readonly string[],
  ): void {
    const rule = expiringRule(rules, image, movableTags);
    if (rule === undefined) return;
    const { tag, digest } = image;
    const culprit = `rule ${rules.indexOf(rule) + 1} of the registry (${inWords(rule)})`;
    const expected =
      tag === undefined
        ? `a tag beside the digest: without one the image may have none, and then fall to ${culprit}`
        : digest !== undefined && isMovable(tag, movableTags)
          ? `a tag that cannot move beside the digest: without ${tag} the image would fall to ${culprit}`
          : `a tag that an earlier rule, such as { tags: { prefix: "v" }, expire: "never" }, keeps from ${culprit}`;
    check(this, "images", image, false, expected);
  }

  private encryptionKeyArn({ organization }: RegistryStackProps): string {
    const { name, accountId, region, registry } = organization;
    return new EncryptionKey(this, "encryption-key", {
      alias: `alias/${name}-registry`,
      description: `Images of ${name}`,
      accountId,
      region,
      // ECR uses it by grants that it gets from whoever makes a repository.
      services: [],
      preventDestroy: !registry.forceDelete,
    }).arn;
  }

  /** @returns ARNs of the cached repositories */
  private pullThroughCaches({ organization }: RegistryStackProps, kmsKeyArn: string | undefined) {
    const { name, owner, accountId, region, registry } = organization;
    const caches = registry.pullThroughCaches.map((cache) => ({
      ...cache,
      prefix: cachePrefix(cache),
    }));
    if (caches.length === 0) return [];
    check(
      this,
      "pullThroughCaches",
      caches.map(({ prefix }) => prefix),
      caches.every(({ prefix }) => !`${prefix}/`.startsWith(`${name}/`)),
      `prefixes other than ${name}, which the organization's own repositories have`,
    );
    return new PullThroughCaches(this, "pull-through-caches", {
      roleName: `${name}-image-caches`,
      accountId,
      region,
      caches,
      lifecycleRules: defaultLifecycleRules(registry.untaggedImageMaxAgeDays),
      kmsKeyArn,
      resourceTags: {
        Organization: name,
        Environment: "registry",
        Owner: owner,
        ManagedBy: "groundwork",
      },
    }).repositoryArns;
  }

  /** Policies to attach to whoever pushes and to machines that pull, and a role that pushes. */
  private access({ organization }: RegistryStackProps, cachedRepositoryArns: string[]): void {
    const { name, registry } = organization;
    // All repositories of the organization: a policy with the ARN of each would outgrow IAM's 6144
    // characters, and whoever pushes one image of a team pushes the others.
    const repositoryArns = [repositoryArn(organization, repositoryName(organization, "*"))];
    const push = new ImagePushPolicy(this, "push-policy", {
      name: `${name}-image-push`,
      repositoryArns,
    });
    new ImagePullPolicy(this, "pull-policy", {
      name: `${name}-image-pull`,
      repositoryArns,
      cachedRepositoryArns,
    });
    if (registry.pushRoleTrusts.length > 0) {
      new ImagePushRole(this, "push-role", {
        name: `${name}-image-push`,
        trusted: registry.pushRoleTrusts,
        policyArn: push.policy.arn,
      });
    }
  }

  /** Settings that an account has once in a region; those that nobody asked for are left alone. */
  private registrySettings({ organization }: RegistryStackProps): void {
    const { accountId, region, registry } = organization;
    const { scanning, replication } = registry;
    if (scanning) new RegistryScanning(this, "scanning", scanning);
    if (replication.length > 0) {
      new RegistryReplication(this, "replication", {
        region,
        accountId,
        destinations: replication.map((destination) => ({
          region: destination.region,
          accountId: destination.accountId ?? accountId,
        })),
        repositoryPrefix: repositoryName(organization, ""),
      });
    }
  }
}
