import type { EnvironmentInput } from "./environment";
import { environmentPrefix, isDelivered } from "./names";
import type { Organization } from "./organization-schema";

/** What delivery expects of organization and environments together: path, what was got, what was expected. */
export function deliveryMismatches(
  organization: Organization,
  environments: readonly EnvironmentInput[],
): [path: PropertyKey[], got: unknown, expected: string][] {
  const { accountId, backend, delivery, breakGlassRole } = organization;
  const { github } = delivery;
  if (!isDelivered(organization)) return [];
  if (backend.type !== "s3") return deliveredElsewhere(organization);
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

/** Roles that may apply what nothing plans would lie in the account all the same. */
const deliveredElsewhere = ({
  backend,
  delivery,
}: Organization): [path: PropertyKey[], got: unknown, expected: string][] =>
  (["github", "pipeline"] as const)
    .filter((by) => delivery[by] !== undefined)
    .map((by) => [
      ["organization", "delivery", by],
      delivery[by],
      `nothing with the backend ${backend.type}: plan, approve and apply know states in S3 alone`,
    ]);
