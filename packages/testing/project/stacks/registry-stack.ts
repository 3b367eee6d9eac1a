import { Construct } from "constructs";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import {
  checkKeptImages,
  ImagePullPolicy,
  ImagePushPolicy,
  ImagePushRole,
  ImageRepository,
  PullThroughCaches,
  RegistryReplication,
  RegistryScanning,
  type ServiceImage,
} from "@groundwork/constructs/registry";
import { GroundworkStack } from "@groundwork/constructs/stack";
import {
  imageNames,
  repositoryArn,
  repositoryName,
  type StackConfiguration,
  stackProps,
  stackTags,
} from "@groundwork/configuration";

export interface RegistryStackProps extends StackConfiguration {
  /** Names of the services of all environments. */
  readonly services: readonly string[];

  /**
   * Images of these services to which environments refer. None of them may expire.
   * @default none
   */
  readonly images?: readonly ServiceImage[] | undefined;
}

/** The image repositories: one a service, shared by all environments, so that prod runs what dev ran. */
export class RegistryStack extends GroundworkStack {
  constructor(scope: Construct, props: RegistryStackProps) {
    const { organization, services, images = [] } = props;
    super(scope, stackProps(props, "registry"));
    const { registry } = organization;
    checkKeptImages({ images, registry });

    const kmsKeyArn = registry.encryption === "own-key" ? this.encryptionKeyArn(props) : undefined;
    // A scope of their own: a service may be called "backend" or "aws".
    const repositories = new Construct(this, "repositories");
    for (const service of new Set([...services, ...registry.repositories])) {
      new ImageRepository(repositories, service, {
        ...registry,
        repositoryName: repositoryName(organization, service),
        kmsKeyArn,
      });
    }

    this.access(props, this.pullThroughCaches(props, kmsKeyArn));
    this.registrySettings(props);
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
    const { accountId, region, registry } = organization;
    if (registry.pullThroughCaches.length === 0) return [];
    return new PullThroughCaches(this, "pull-through-caches", {
      ...registry,
      roleName: imageNames(organization).caches,
      accountId,
      region,
      kmsKeyArn,
      resourceTags: stackTags(organization, "registry"),
    }).repositoryArns;
  }

  /** Policies to attach to whoever pushes and to machines that pull, and a role that pushes. */
  private access({ organization }: RegistryStackProps, cachedRepositoryArns: string[]): void {
    const { push, pull } = imageNames(organization);
    // All repositories of the organization: a policy with the ARN of each would outgrow IAM's 6144
    // characters, and whoever pushes one image of a team pushes the others.
    const repositoryArns = [repositoryArn(organization, repositoryName(organization, "*"))];
    const { policy } = new ImagePushPolicy(this, "push-policy", { name: push, repositoryArns });
    new ImagePullPolicy(this, "pull-policy", { name: pull, repositoryArns, cachedRepositoryArns });
    const trusted = organization.registry.pushRoleTrusts;
    if (trusted.length > 0) {
      new ImagePushRole(this, "push-role", { name: push, trusted, policyArn: policy.arn });
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
        replication,
        repositoryPrefix: repositoryName(organization, ""),
      });
    }
  }
}
