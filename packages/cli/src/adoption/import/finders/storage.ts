import {
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetLifecyclePolicyCommand,
  GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicyCommand,
  paginateDescribeRepositories,
} from "@aws-sdk/client-ecr";
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  paginateListBuckets,
  type S3Client,
} from "@aws-sdk/client-s3";
import { every } from "../../seen";
import { isNamed, onlyOne, type Finder } from "../search";

const bucket: Finder = async (resource, search) => {
  const isIt = await isNamed(resource, search, "bucket");
  const all = await search.ask("s3:ListAllMyBuckets", "all", ({ s3 }) =>
    every(paginateListBuckets({ client: s3 }, {}), ({ Buckets }) => Buckets),
  );
  const name = onlyOne((all ?? []).filter(({ Name }) => isIt(Name)))?.Name;
  if (name === undefined) return undefined;
  return { id: name, attributes: { id: name, bucket: name, arn: `arn:aws:s3:::${name}` } };
};

/** A part of a bucket, which has its name. @param get asks for it, and fails where there is none */
const partOfBucket =
  (action: string, get: (s3: S3Client, bucket: { Bucket: string }) => Promise<unknown>): Finder =>
  async (resource, search) => {
    const name = await search.text(resource, "bucket");
    if (name === undefined) return undefined;
    const found = await search.ask(action, name, ({ s3 }) => get(s3, { Bucket: name }));
    return found === undefined ? undefined : { id: name, attributes: { id: name, bucket: name } };
  };

const repository: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  const found = await search.ask("ecr:DescribeRepositories", "all", ({ ecr }) =>
    every(paginateDescribeRepositories({ client: ecr }, {}), (page) => page.repositories),
  );
  const same = found?.find((one) => name !== undefined && one.repositoryName === name);
  return (
    same && {
      id: name!,
      attributes: { id: name!, arn: same.repositoryArn, repository_url: same.repositoryUri },
      facts: {
        "encryption_configuration.encryption_type": same.encryptionConfiguration?.encryptionType,
      },
    }
  );
};

const lifecyclePolicy: Finder = async (resource, search) => {
  const name = await search.text(resource, "repository");
  if (name === undefined) return undefined;
  const found = await search.ask("ecr:GetLifecyclePolicy", name, ({ ecr }) =>
    ecr.send(new GetLifecyclePolicyCommand({ repositoryName: name })),
  );
  return found && { id: name, attributes: { id: name } };
};

const repositoryPolicy: Finder = async (resource, search) => {
  const name = await search.text(resource, "repository");
  if (name === undefined) return undefined;
  const found = await search.ask("ecr:GetRepositoryPolicy", name, ({ ecr }) =>
    ecr.send(new GetRepositoryPolicyCommand({ repositoryName: name })),
  );
  return found && { id: name, attributes: { id: name } };
};

/** An account has one in each region. */
const scanning: Finder = async (_, search) => {
  const found = await search.ask("ecr:GetRegistryScanningConfiguration", "all", ({ ecr }) =>
    ecr.send(new GetRegistryScanningConfigurationCommand({})),
  );
  const id = found?.registryId;
  return id === undefined ? undefined : { id, attributes: { id } };
};

/** An account has one in each region, and it is empty where nobody has made it. */
const replication: Finder = async (_, search) => {
  const found = await search.ask("ecr:DescribeRegistry", "all", ({ ecr }) =>
    ecr.send(new DescribeRegistryCommand({})),
  );
  const id = found?.replicationConfiguration?.rules?.length ? found.registryId : undefined;
  return id === undefined ? undefined : { id, attributes: { id } };
};

const cacheRule: Finder = async (resource, search) => {
  const prefix = await search.text(resource, "ecr_repository_prefix");
  if (prefix === undefined) return undefined;
  const found = await search.ask("ecr:DescribePullThroughCacheRules", prefix, ({ ecr }) =>
    ecr.send(new DescribePullThroughCacheRulesCommand({ ecrRepositoryPrefixes: [prefix] })),
  );
  return found && { id: prefix, attributes: { id: prefix } };
};

const creationTemplate: Finder = async (resource, search) => {
  const prefix = await search.text(resource, "prefix");
  if (prefix === undefined) return undefined;
  const found = await search.ask("ecr:DescribeRepositoryCreationTemplates", prefix, ({ ecr }) =>
    ecr.send(new DescribeRepositoryCreationTemplatesCommand({ prefixes: [prefix] })),
  );
  const is = found?.repositoryCreationTemplates?.some((one) => one.prefix === prefix);
  return is ? { id: prefix, attributes: { id: prefix } } : undefined;
};

export const STORAGE_FINDERS: Readonly<Record<string, Finder>> = {
  aws_ecr_lifecycle_policy: lifecyclePolicy,
  aws_ecr_pull_through_cache_rule: cacheRule,
  aws_ecr_registry_scanning_configuration: scanning,
  aws_ecr_replication_configuration: replication,
  aws_ecr_repository: repository,
  aws_ecr_repository_creation_template: creationTemplate,
  aws_ecr_repository_policy: repositoryPolicy,
  aws_s3_bucket: bucket,
  aws_s3_bucket_cors_configuration: partOfBucket("s3:GetBucketCORS", (s3, one) =>
    s3.send(new GetBucketCorsCommand(one)),
  ),
  aws_s3_bucket_lifecycle_configuration: partOfBucket("s3:GetLifecycleConfiguration", (s3, one) =>
    s3.send(new GetBucketLifecycleConfigurationCommand(one)),
  ),
  aws_s3_bucket_logging: partOfBucket(
    "s3:GetBucketLogging",
    async (s3, one) => (await s3.send(new GetBucketLoggingCommand(one))).LoggingEnabled,
  ),
  aws_s3_bucket_ownership_controls: partOfBucket("s3:GetBucketOwnershipControls", (s3, one) =>
    s3.send(new GetBucketOwnershipControlsCommand(one)),
  ),
  aws_s3_bucket_policy: partOfBucket("s3:GetBucketPolicy", (s3, one) =>
    s3.send(new GetBucketPolicyCommand(one)),
  ),
  aws_s3_bucket_public_access_block: partOfBucket("s3:GetBucketPublicAccessBlock", (s3, one) =>
    s3.send(new GetPublicAccessBlockCommand(one)),
  ),
  aws_s3_bucket_server_side_encryption_configuration: partOfBucket(
    "s3:GetEncryptionConfiguration",
    (s3, one) => s3.send(new GetBucketEncryptionCommand(one)),
  ),
  aws_s3_bucket_versioning: partOfBucket("s3:GetBucketVersioning", (s3, one) =>
    s3.send(new GetBucketVersioningCommand(one)),
  ),
};
