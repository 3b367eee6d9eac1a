import {
  covers,
  coversAction,
  isNamed,
  metOf,
  ownerOfResource,
  refusalOf,
  reviewOf,
} from "@groundwork/constructs/delivery/options";
import type { Environment } from "./environment";
import { environmentPrefix, isDelivered } from "./names";
import type { Organization } from "./organization-schema";

type Permission = Environment["permissionsBoundary"]["allow"][number];

/** Path, what was got, what was expected. */
type Mismatch = [path: PropertyKey[], got: string, expected: string];

/**
 * Holds what tasks are given against the permissions boundary of their environment, which would
 * take it away in silence: the task would be refused by AWS when it asks for it.
 */
export function permissionMismatches(
  organization: Organization,
  environments: readonly Environment[],
): Mismatch[] {
  const prefixes = environments.map(({ name }) => environmentPrefix(organization, name));
  const delivered = isDelivered(organization);
  return environments.flatMap((environment) => {
    const { name, services, permissionsBoundary } = environment;
    const own = environmentPrefix(organization, name);
    const allowed = permissionsBoundary.allow.flatMap((permission, index) => {
      const path = [name, "permissionsBoundary", "allow", index];
      return [
        ...refusals(path, permission, environment.accountId),
        ...strangers(path, permission, own, prefixes, environment.accountId),
      ];
    });
    if (!delivered) return allowed;
    const given = services.flatMap((service, index) =>
      service.permissions.flatMap((permission, at) => {
        const path = [name, "services", index, "permissions", at];
        return [
          ...gaps(path, permission, environment, service.name),
          ...strangers(path, permission, own, prefixes, environment.accountId),
        ];
      }),
    );
    return [...allowed, ...given];
  });
}

/** What is refused whatever the reason. */
function refusals(
  path: PropertyKey[],
  { actions, resources }: Permission,
  accountId: string,
): Mismatch[] {
  const refused = actions.flatMap((action, index): Mismatch[] => {
    const refusal = refusalOf(action);
    return refusal
      ? [[[...path, "actions", index], action, `nothing of ${refusal.action}: ${refusal.because}`]]
      : [];
  });
  if (!actions.some((action) => coversAction(action, "sts:AssumeRole"))) return refused;
  // In its own account a role would lead out of the boundary.
  const roles = resources.flatMap((arn, index): Mismatch[] =>
    /^arn:aws[\w-]*:iam::\d{12}:role\/[^*?]+$/.test(arn) && arn.split(":")[4] !== accountId
      ? []
      : [
          [
            [...path, "resources", index],
            arn,
            `a role of another account than ${accountId}, in full: a role of this account would lead out of the boundary`,
          ],
        ],
  );
  return [...refused, ...roles];
}

/** What a task is given and its environment's boundary does not take in. */
function gaps(
  path: PropertyKey[],
  { actions, resources }: Permission,
  { name, permissionsBoundary }: Environment,
  service: string,
): Mismatch[] {
  const isAllowed = (action: string, arn: string) =>
    permissionsBoundary.allow.some(
      (allowed) =>
        allowed.actions.some((pattern) => coversAction(pattern, action)) &&
        allowed.resources.some((pattern) => covers(pattern, arn)),
    );
  return actions.flatMap((action, index): Mismatch[] => {
    const open = resources.filter((arn) => !isAllowed(action, arn));
    if (open.length === 0) return [];
    const refusal = refusalOf(action);
    const review = reviewOf(action);
    const unnamed = review?.named === true ? open.filter((arn) => !isNamed(arn)) : [];
    if (review && unnamed.length === 0) return [];
    const got = `${action} of ${service}`;
    if (refusal) {
      return [
        [
          [...path, "actions", index],
          got,
          `nothing of ${refusal.action}, which the permissions boundary of ${name} never takes in: ${refusal.because}`,
        ],
      ];
    }
    if (review) {
      return [
        [
          [...path, "resources"],
          `${unnamed.join(", ")} for ${got}`,
          `resources by their names, or in ${name}.permissionsBoundary: ${line(action, unnamed)}`,
        ],
      ];
    }
    return [
      [
        [...path, "actions", index],
        got,
        `an action that the permissions boundary of ${name} takes in: one of those in packages/constructs/src/delivery/permissions/task-actions.ts, without a * that stands for others too, or in ${name}.permissionsBoundary: ${line(action, open)}`,
      ],
    ];
  });
}

const line = (action: string, resources: readonly string[]): string =>
  `allow: [{ actions: ["${action}"], resources: [${resources.map((arn) => `"${arn}"`).join(", ")}], reason: "..." }]`;

/**
 * Resources of another environment, which the boundary denies by their names; and those that it
 * could not tell from its own, as `acme-dev-*` is also what `acme-dev-eu` is called.
 */
const strangers = (
  path: PropertyKey[],
  { actions, resources }: Permission,
  own: string,
  prefixes: readonly string[],
  accountId: string,
): Mismatch[] =>
  resources.flatMap((arn, index): Mismatch[] => {
    const at = [...path, "resources", index];
    const owner = ownerOfResource(arn, prefixes);
    if (owner !== undefined && owner !== own) {
      return [
        [at, arn, `no resource of ${owner}, which the permissions boundary of ${own} denies`],
      ];
    }
    const otherPrefixes = prefixes.filter((prefix) => prefix !== own);
    const outer = otherPrefixes
      .filter((prefix) => own.startsWith(`${prefix}-`))
      .find(
        (prefix) =>
          metOf({ actions, resources: [arn] }, { accountId, prefix: own, otherPrefixes }, prefix)
            .length > 0,
      );
    return outer === undefined
      ? []
      : [
          [
            at,
            arn,
            `names: the permissions boundary of ${own} cannot keep ${outer}-... out of that, as its own begin so too`,
          ],
        ];
  });
