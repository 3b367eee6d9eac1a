import type { RoleNeeds } from "@groundwork/constructs/delivery/options";
import { databaseArns, objectPermissions } from "./data";
import type { Environment } from "./environment";
import type { Organization } from "./organization-schema";
import { queuePermissions } from "./queues";

/** What the services of an environment need of its roles, by what the configuration says of them. */
export const roleNeeds = (organization: Organization, environment: Environment): RoleNeeds => ({
  ...secretArns(organization, environment),
  secretsKmsKeyArn: environment.secretsKmsKeyArn,
  databaseArns: databaseArns(organization, environment),
  encryptsObjects: environment.buckets.length > 0,
  hookArns: hookArns(environment),
  tasks: taskNeeds(environment),
  instances: environment.instances !== undefined,
  permitted: [
    ...environment.services.flatMap(({ permissions }) => permissions),
    ...queuePermissions(organization, environment),
    ...objectPermissions(organization, environment),
    ...environment.permissionsBoundary.allow,
  ],
});

const taskNeeds = ({ services }: Environment): RoleNeeds["tasks"] => {
  const runs = services.flatMap(({ tasks }) => tasks.map(({ run }) => run));
  return {
    beforeDeployment: runs.includes("before-deployment"),
    scheduled: runs.some((run) => typeof run === "object"),
  };
};

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
