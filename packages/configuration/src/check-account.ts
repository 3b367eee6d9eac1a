import { cachePrefix } from "@groundwork/constructs/registry/options";
import type { Environment } from "./environment";
import { repositoryOf, stackId } from "./names";
import type { Organization } from "./organization-schema";
import { accountOwner, hasOwnAccount } from "./own-account";

type Mismatch = [path: PropertyKey[], got: string, expected: string];

/**
 * What an account of its own asks of an environment and of the others. Path, what was got, what was
 * expected.
 */
export function accountMismatches(
  organization: Organization,
  environments: readonly Environment[],
): Mismatch[] {
  const members = environments.filter((environment) => hasOwnAccount(organization, environment));
  const strays = environments.flatMap((environment) => straying(organization, environment));
  return strays.concat(
    members.flatMap((member) => [
      ...takenBy(member, environments),
      ...cachedImages(organization, member),
    ]),
  );
}

/** The roles that reach an account are those of an environment, in the account of its own. */
function straying(
  { backend }: Organization,
  { name, accountId, elsewhere = [] }: Environment,
): Mismatch[] {
  if (backend.type !== "s3") return [];
  return elsewhere.flatMap((place, index): Mismatch[] =>
    place.accountId === accountId
      ? []
      : [
          [
            [name, "places", index, "accountId"],
            place.accountId,
            `${accountId}, the account of ${name}: an environment of its own reaches another one`,
          ],
        ],
  );
}

/** The stack of its roles has a name that another environment's could have. */
const takenBy = ({ name }: Environment, environments: readonly Environment[]): Mismatch[] =>
  environments
    .filter((other) => other.name === accountOwner(name))
    .map((other) => [
      [other.name, "name"],
      other.name,
      `another name: ${stackId(other.name)} has the roles in the account of ${name}`,
    ]);

/** ECR fills a cache for the account alone that it lies in, unless a policy of the registry says more. */
function cachedImages(organization: Organization, { name, services }: Environment): Mismatch[] {
  const prefixes = organization.registry.pullThroughCaches.map((cache) => `${cachePrefix(cache)}/`);
  return services.flatMap(({ sidecars }, service) =>
    sidecars.flatMap(({ image }, index): Mismatch[] => {
      const repository = repositoryOf(organization, image);
      const prefix = prefixes.find((one) => repository?.startsWith(one));
      return prefix === undefined
        ? []
        : [
            [
              [name, "services", service, "sidecars", index, "image"],
              image,
              `an image of another registry, or of a repository in organization.registry.repositories: the cache ${prefix.slice(0, -1)} is filled for the account ${organization.accountId} alone`,
            ],
          ];
    }),
  );
}

/** The accounts of environments pull the images that all run, by the policies of the repositories. */
export function readByMembers(
  organization: Organization,
  environments: readonly Environment[],
): Organization {
  const { registry } = organization;
  const accounts = environments
    .filter((environment) => hasOwnAccount(organization, environment))
    .map(({ accountId }) => accountId);
  if (accounts.length === 0) return organization;
  const readers = [...registry.readers, ...[...new Set(accounts)].map((account) => ({ account }))];
  return { ...organization, registry: { ...registry, readers } };
}
