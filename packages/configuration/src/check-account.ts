import { cachePrefix } from "@groundwork/constructs/registry/options";
import type { Environment } from "./environment";
import { repositoryOf, stackId } from "./names";
import type { Organization } from "./organization-schema";
import { hasOwnAccount, ownAccounts } from "./own-account";
import { inEachPlace, stackNameOf } from "./place-names";

type Mismatch = [path: PropertyKey[], got: string, expected: string];

/**
 * What an account of its own asks of an environment and of the others. Path, what was got, what was
 * expected.
 */
export function accountMismatches(
  organization: Organization,
  environments: readonly Environment[],
): Mismatch[] {
  return environments.flatMap((environment) => [
    ...ownAccounts(organization, environment).flatMap(({ owner }) =>
      takenBy(owner, environment, environments),
    ),
    ...inEachPlace(environment)
      .filter((place) => hasOwnAccount(organization, place))
      .flatMap((place) => cachedImages(organization, place)),
  ]);
}

/** The stack of its roles has a name that another environment's could have. */
const takenBy = (
  owner: string,
  { name }: Environment,
  environments: readonly Environment[],
): Mismatch[] =>
  environments
    .filter((other) => other.name === owner)
    .map((other) => [
      [other.name, "name"],
      other.name,
      `another name: ${stackId(other.name)} has the roles in the account of ${name}`,
    ]);

/** ECR fills a cache for the account alone that it lies in, unless a policy of the registry says more. */
function cachedImages(organization: Organization, place: Environment): Mismatch[] {
  const { services } = place;
  const name = stackNameOf(place);
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
    .flatMap((environment) => ownAccounts(organization, environment))
    .map(({ accountId }) => accountId);
  if (accounts.length === 0) return organization;
  const readers = [...registry.readers, ...[...new Set(accounts)].map((account) => ({ account }))];
  return { ...organization, registry: { ...registry, readers } };
}
