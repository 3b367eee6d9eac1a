import type { EnvironmentInput } from "./environment";
import { environmentPrefix, isDelivered, stateLocation } from "./names";
import type { Organization } from "./organization-schema";

/** What delivery expects of organization and environments together: path, what was got, what was expected. */
export function deliveryMismatches(
  organization: Organization,
  environments: readonly EnvironmentInput[],
): [path: PropertyKey[], got: unknown, expected: string][] {
  const { accountId, delivery, breakGlassRole } = organization;
  const { github } = delivery;
  if (!isDelivered(organization)) return [];
  const names = environments.map((environment) => environment?.name);
  // Whoever applies an environment says who takes on what is called so.
  const ownerOf = (role: string) =>
    names.find((name) => role.startsWith(`${environmentPrefix(organization, name)}-`));
  return [
    ...[
      { role: breakGlassRole, path: ["breakGlassRole"], got: breakGlassRole },
      ...delivery.appliers.map((arn) => ({
        role: arn.split(":role/")[1]!,
        path: ["delivery", "appliers"],
        got: arn,
      })),
    ].flatMap(({ role, path, got }): [PropertyKey[], unknown, string][] => {
      const owner = ownerOf(role);
      return owner === undefined
        ? []
        : [
            [
              ["organization", ...path],
              got,
              `a role whose name does not begin with ${environmentPrefix(organization, owner)}-: whoever applies ${owner} changes those that do, and could take it on`,
            ],
          ];
    }),
    // Where the states lie in S3 that demands the account already.
    ...(stateLocation(organization) ? [] : environments)
      .filter((environment) => /^\d{12}$/.test(environment?.accountId ?? ""))
      .filter((environment) => environment.accountId !== accountId)
      .map((environment): [PropertyKey[], unknown, string] => [
        [environment.name, "accountId"],
        environment.accountId,
        `${accountId}: the roles that apply it are in that account, as delivery.github and delivery.pipeline have it`,
      ]),
    ...(github?.pullRequestsRead ?? [])
      .filter((name) => name !== "registry" && !names.includes(name))
      .map((name): [PropertyKey[], unknown, string] => [
        ["organization", "delivery", "github", "pullRequestsRead"],
        name,
        `some of ${[...names, "registry"].join(", ")}`,
      ]),
    ...[...delivery.appliers, github?.oidcProviderArn]
      .filter((arn) => arn !== undefined && arn.split(":")[4] !== accountId)
      .map((arn): [PropertyKey[], unknown, string] => [
        ["organization", "delivery", arn === github?.oidcProviderArn ? "github" : "appliers"],
        arn,
        `an ARN of the account ${accountId}, in which the plans lie`,
      ]),
  ];
}
