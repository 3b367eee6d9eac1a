import { registryRoleBoundary, roleBoundary } from "@groundwork/constructs/delivery";
import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import {
  type Environment,
  type Organization,
  repositoryArn,
  repositoryName,
  SHARED_STATES,
  stateLocation,
} from "@groundwork/configuration";
import { cachePrefix } from "@groundwork/constructs/registry";
import { managed, others, type DeliveryConfiguration } from "./delivery-owners";

export interface RoleLimitsProps extends DeliveryConfiguration {
  readonly planBucket: string;

  /** Buckets besides those of states and plans that all environments share. */
  readonly sharedBuckets: readonly string[];
}

/** The most that roles of an owner's stack may do, by what the configuration says of it. */
export function roleLimits(props: RoleLimitsProps, owner: string): PolicyStatement[] {
  const { organization, environments, planBucket, sharedBuckets } = props;
  const shared = {
    ...managed(props, owner),
    sharedTags: SHARED_STATES.filter((other) => other !== owner),
    state: stateLocation(organization),
    planBucket,
    sharedBuckets,
    repositoryArns: [repositoryArn(organization, repositoryName(organization, "*"))],
    cachedRepositoryArns: organization.registry.pullThroughCaches.map((cache) =>
      repositoryArn(organization, `${cachePrefix(cache)}/*`),
    ),
  };
  const environment = environments.find(({ name }) => name === owner);
  if (environment === undefined) return registryRoleBoundary(shared);
  return roleBoundary({
    ...shared,
    ...secretArns(organization, environment),
    secretsKmsKeyArn: environment.secretsKmsKeyArn,
    hookArns: hookArns(environment),
    instances: environment.instances !== undefined,
    otherPrefixes: others(props, owner).map(({ prefix }) => prefix),
    permitted: [
      ...environment.services.flatMap(({ permissions }) => permissions),
      ...environment.permissionsBoundary.allow,
    ],
  });
}

/**
 * What the containers name, and all in the folder of the environment: a new secret there, as
 * `/acme/dev/web/database-url`, takes no other boundary.
 */
function secretArns({ name }: Organization, { accountId, region, ...environment }: Environment) {
  const folder = `${name}/${environment.name}/`;
  const sources = environment.services
    .flatMap((service) => [service, ...service.sidecars])
    .flatMap(({ secrets }) => Object.values(secrets));
  const arn = (service: string, type: string) => (named: string) =>
    `arn:aws:${service}:${region}:${accountId}:${type}${named}`;
  const elsewhere = (names: readonly string[]) =>
    [...new Set(names)].filter((named) => !named.startsWith(folder)).toSorted();
  const parameters = sources.flatMap((source) =>
    "parameter" in source ? [source.parameter.replace(/^\//, "")] : [],
  );
  const secrets = sources.flatMap((source) => ("secret" in source ? [source.secret] : []));
  return {
    parameterArns: [`${folder}*`, ...elsewhere(parameters)].map(arn("ssm", "parameter/")),
    // AWS ends their ARNs in six characters of its own.
    secretArns: [`${folder}*`, ...elsewhere(secrets).map((named) => `${named}-??????`)].map(
      arn("secretsmanager", "secret:"),
    ),
  };
}

/** Functions that deployments call, by ECS or by CodeDeploy. */
const hookArns = ({ services }: Environment): string[] =>
  [
    ...new Set(
      services.flatMap(({ deployment }) =>
        !("hooks" in deployment)
          ? []
          : Array.isArray(deployment.hooks)
            ? deployment.hooks.map(({ lambdaArn }) => lambdaArn)
            : Object.values(deployment.hooks).filter((hook) => hook !== undefined),
      ),
    ),
  ].toSorted();
