import type { EnvironmentInput } from "./environment";
import { environmentPrefix, isDelivered } from "./names";
import { organizationSchema, type Organization } from "./organization-schema";

type Mismatch = [path: PropertyKey[], got: unknown, expected: string];

const isAccount = (id: unknown): boolean =>
  organizationSchema.shape.accountId.safeParse(id).success;

/** What delivery expects of organization and environments together: path, what was got, what was expected. */
export function deliveryMismatches(
  organization: Organization,
  environments: readonly EnvironmentInput[],
): Mismatch[] {
  const { accountId, delivery, breakGlassRole } = organization;
  const { github } = delivery;
  if (!isDelivered(organization)) return [];
  const unusable = uselessRoles(organization);
  if (unusable.length > 0) return unusable;
  const names = environments.map((environment) => environment?.name);
  // Whoever applies an environment says who takes on what is called so.
  const ownerOf = (role: string) =>
    names.find((name) => role.startsWith(`${environmentPrefix(organization, name)}-`));
  return [
    ...inOtherAccounts(organization, environments),
    ...[
      { role: breakGlassRole, path: ["breakGlassRole"], got: breakGlassRole },
      ...delivery.appliers.map((arn) => ({
        role: arn.split(":role/")[1]!,
        path: ["delivery", "appliers"],
        got: arn,
      })),
    ].flatMap(({ role, path, got }): Mismatch[] => {
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
      .map((name): Mismatch => [
        ["organization", "delivery", "github", "pullRequestsRead"],
        name,
        `some of ${[...names, "registry"].join(", ")}`,
      ]),
    ...[...delivery.appliers, github?.oidcProviderArn]
      .filter((arn) => arn !== undefined && arn.split(":")[4] !== accountId)
      .map((arn): Mismatch => [
        ["organization", "delivery", arn === github?.oidcProviderArn ? "github" : "appliers"],
        arn,
        `an ARN of the account ${accountId}, in which the plans lie`,
      ]),
  ];
}

/** Workflows and pipelines whose roles would lie in the account for nothing. */
const uselessRoles = (organization: Organization): Mismatch[] =>
  (["github", "pipeline"] as const).flatMap((by): Mismatch[] => {
    const given = organization.delivery[by];
    const reason = given && uselessFor(by, organization);
    return reason ? [[["organization", "delivery", by], given, `nothing with ${reason}`]] : [];
  });

function uselessFor(
  by: "github" | "pipeline",
  { backend, delivery: { store } }: Organization,
): string | undefined {
  const { type } = backend;
  if (store.type === "folder") {
    return "delivery.store of the type folder, which no role reaches: leave delivery.store out, and plans lie in a bucket";
  }
  if (type === "local") {
    return "the backend local, whose states go with the machine of each run: keep them in s3, azurerm, gcs, consul or cloud";
  }
  if (backend.type === "cloud" && backend.executionMode === "remote") {
    return 'the executionMode remote, by which HCP Terraform plans and applies itself: leave it out, or "local"';
  }
  if (type === "s3" || by === "github") return undefined;
  return `the backend ${type}, for which the build of registry-stack has no credentials: keep the states in s3, or let jobs of GitHub deliver, which sign on there themselves (delivery.github)`;
}

/** Where states lie elsewhere, nothing else holds an environment to the account of the roles. */
function inOtherAccounts(
  { accountId, backend }: Organization,
  environments: readonly EnvironmentInput[],
): Mismatch[] {
  if (backend.type === "s3") return [];
  return environments
    .filter(({ accountId: own } = {} as EnvironmentInput) => isAccount(own) && own !== accountId)
    .map(({ name, accountId: own }) => [
      [name, "accountId"],
      own,
      `${accountId}, the organization's: the roles that apply it lie in that account`,
    ]);
}
