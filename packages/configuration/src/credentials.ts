import {
  credentialsFor,
  parameterName,
  type CredentialUse,
  type PlacedCredentials,
} from "@groundwork/constructs/delivery/options";
import type { Environment } from "./environment";
import { environmentPrefix } from "./names";
import type { Organization } from "./organization-schema";

/**
 * Where the credentials of an environment's providers are, by what they are used for: in the
 * organization's account, whose roles read them.
 */
export function placedCredentials(
  { accountId }: Organization,
  { region, credentials }: Environment,
): Readonly<Record<CredentialUse, PlacedCredentials>> | undefined {
  if (Object.keys(credentials).length === 0) return undefined;
  const of = (use: CredentialUse): PlacedCredentials => ({
    accountId,
    region,
    sources: Object.values(credentialsFor(credentials, use)).filter((one) => one !== undefined),
  });
  return { plan: of("plan"), apply: of("apply"), review: of("review") };
}

/**
 * Credentials that lie where tasks may read: what is called as an environment is the tasks' own by
 * their boundary. Path, what was got, what was expected.
 */
export function credentialMismatches(
  organization: Organization,
  environments: readonly Environment[],
): [path: PropertyKey[], got: string, expected: string][] {
  const taken = environments.map(({ name }) => `${organization.name}/${name}/`);
  return environments.flatMap(({ name, credentials }) =>
    Object.entries(credentials).flatMap(([variable, given]) =>
      ("plan" in given ? [given.plan, given.apply, given.review] : [given]).flatMap(
        (source): [PropertyKey[], string, string][] => {
          if (source === undefined || "oidc" in source) return [];
          const own = "secret" in source ? source.secret : parameterName(source)!;
          const open = taken.find((prefix) => own.replace(/^\//, "").startsWith(prefix));
          if (open === undefined) return [];
          return [
            [
              [name, "credentials", variable],
              own,
              `a name that does not begin with ${open}, below which the tasks of ${environmentPrefix(organization, open.split("/")[1]!)} may read: such as ${organization.name}-credentials/${name}/...`,
            ],
          ];
        },
      ),
    ),
  );
}
