import type { RoleNeeds } from "@groundwork/constructs/delivery/options";
import { databaseArns, objectPermissions } from "./data";
import type { Environment } from "./environment";
import { inEachPlace, regionsOf } from "./place-names";
import type { Organization } from "./organization-schema";
import { queuePermissions } from "./queues";

/**
 * What the services of an environment need of its roles, by what the configuration says of them; in
 * all its places, as the same roles apply all of them.
 */
export function roleNeeds(organization: Organization, environment: Environment): RoleNeeds {
  const places = inEachPlace(environment);
  const anywhere = places.map((place) => ({ ...place, region: regionsOf(environment) }));
  const arns = anywhere.map((place) => secretArns(organization, place));
  const keys = distinct(places.flatMap(({ secretsKmsKeyArn }) => secretsKmsKeyArn ?? []));
  return {
    parameterArns: distinct(arns.flatMap(({ parameterArns }) => parameterArns)),
    secretArns: distinct(arns.flatMap((one) => one.secretArns)),
    ...(keys.length > 0 && { secretsKmsKeyArns: keys }),
    databaseArns: distinct(anywhere.flatMap((place) => databaseArns(organization, place))),
    encryptsObjects: places.some(({ buckets }) => buckets.length > 0),
    hookArns: distinct(places.flatMap(hookArns)).toSorted(),
    tasks: taskNeeds(places),
    instances: places.some(({ instances }) => instances !== undefined),
    permitted: distinct(
      anywhere.flatMap((place) => [
        ...place.services.flatMap(({ permissions }) => permissions),
        ...queuePermissions(organization, place),
        ...objectPermissions(organization, place),
        ...place.permissionsBoundary.allow,
      ]),
    ),
  };
}

/** Each once, by what it says: most is said of every place alike. */
const distinct = <Value>(values: readonly Value[]): Value[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const taskNeeds = (places: readonly Environment[]): RoleNeeds["tasks"] => {
  const runs = places
    .flatMap(({ services }) => services)
    .flatMap(({ tasks }) => tasks.map(({ run }) => run));
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
