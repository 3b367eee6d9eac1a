import type { Environment } from "./environment";
import { hasOwnAccount } from "./own-account";
import { inEachPlace } from "./place-names";
import type { Organization } from "./organization-schema";

/** ECR takes 25 registries that get copies (ECR user guide, "Private image replication in Amazon ECR"). */
const MOST = 25;

/**
 * An organization whose registry copies images to the regions of all places besides its own: tasks
 * pull where they run, so a region that is out of reach does not keep others from starting any.
 */
export function withCopiesOfImages(
  organization: Organization,
  environments: readonly Environment[],
): Organization {
  const added = missingCopies(organization, environments).map((region) => ({ region }));
  if (added.length === 0) return organization;
  const { registry } = organization;
  return {
    ...organization,
    registry: { ...registry, replication: [...registry.replication, ...added] },
  };
}

/** Regions of places to which the registry does not copy by what the organization says itself. */
function missingCopies(organization: Organization, environments: readonly Environment[]): string[] {
  const { accountId, region, registry } = organization;
  const copied = new Set(
    registry.replication
      .filter((copy) => (copy.accountId ?? accountId) === accountId)
      .map((copy) => copy.region),
  );
  const wanted = environments
    .flatMap(({ elsewhere = [] }) => elsewhere)
    .filter((place) => !hasOwnAccount(organization, place))
    .map((place) => place.region)
    .filter((one) => one !== region && !copied.has(one));
  return [...new Set(wanted)];
}

/** Path, what was got, what was expected. */
export function copyMismatches(
  organization: Organization,
  environments: readonly Environment[],
): [path: PropertyKey[], got: string, expected: string][] {
  const { replication } = organization.registry;
  const count = replication.length + missingCopies(organization, environments).length;
  if (count <= MOST || replication.length > MOST) return [];
  const first = environments.find((one) => inEachPlace(one).length > 1);
  return [
    [
      [first!.name, "places"],
      `${count} regions with copies of images, those of registry.replication among them`,
      `at most ${MOST}, as ECR copies to no more`,
    ],
  ];
}

/**
 * The organization as an environment sees its registry: by the copy in a place's own region. ECR
 * copies images, and not who may pull them, so another account pulls from the organization's region.
 */
export const nearRegistry = (organization: Organization, environment: Environment) =>
  environment.place === undefined || hasOwnAccount(organization, environment)
    ? organization
    : { ...organization, region: environment.region };
