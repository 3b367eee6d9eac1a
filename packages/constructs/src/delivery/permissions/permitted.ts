import type { PolicyStatement } from "../../policy-document";
import { least } from "./action-patterns";
import { arnsOfPrefix, mayMeet, ownerOfResource, serviceOf } from "./resource-owner";

/** Actions and the resources that they may be applied to. */
export interface Permitted {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface PermittedProps {
  readonly accountId: string;

  /** What the names of the environment's resources start with. */
  readonly prefix: string;

  /** The same of the other environments. */
  readonly otherPrefixes: readonly string[];

  /** What services and boundary are given by the configuration, checked. */
  readonly permitted: readonly Permitted[];
}

/** What is given by the configuration, in as few statements as it takes, and not of others. */
export const permittedStatements = (props: PermittedProps): PolicyStatement[] => {
  const permitted = joined(
    props.permitted.map(({ actions, resources }) => ({
      actions,
      resources: resources.map((arn) => ownArn(arn, props)),
    })),
  );
  return [
    ...permitted.map(({ actions, resources }): PolicyStatement => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
    })),
    ...othersClosed(props, permitted),
  ];
};

/** All resources that begin with the environment's name, which is shorter: `...:acme-dev-*`. */
function ownArn(arn: string, { prefix, otherPrefixes }: PermittedProps): string {
  if (ownerOfResource(arn, [prefix, ...otherPrefixes]) !== prefix) return arn;
  const at = [":", "/"].map((before) => arn.indexOf(`${before}${prefix}-`)).filter((i) => i >= 0);
  return at.length === 0 ? arn : `${arn.slice(0, Math.min(...at) + 1)}${prefix}-*`;
}

/**
 * Statements with the same resources become one with all actions, and then those with the same
 * actions become one with all resources.
 */
function joined(permitted: readonly Permitted[]): Permitted[] {
  const byResources = grouped(permitted, ({ resources }) => resources).map((some) => ({
    actions: least(some.flatMap(({ actions }) => actions)),
    resources: least(some[0]!.resources),
  }));
  return grouped(byResources, ({ actions }) => actions).map((some) => ({
    actions: some[0]!.actions,
    resources: least(some.flatMap(({ resources }) => resources)),
  }));
}

function grouped(
  permitted: readonly Permitted[],
  by: (permitted: Permitted) => readonly string[],
): Permitted[][] {
  const groups = new Map<string, Permitted[]>();
  for (const one of permitted) {
    const key = least(by(one)).join();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/**
 * Resources of other environments that a `*` in the configuration stands for as well, and their
 * roles where these have names that begin with its own. What says whose it is by its tags is denied
 * by those.
 */
function othersClosed(props: PermittedProps, permitted: readonly Permitted[]): PolicyStatement[] {
  const { accountId, prefix, otherPrefixes } = props;
  const nested = otherPrefixes.filter((other) => other.startsWith(`${prefix}-`));
  const Resource = [
    ...nested.map((other) => `arn:aws:iam::${accountId}:role/${other}-*`),
    ...permitted.flatMap((one) =>
      // What its own names begin with cannot be denied: packages/configuration/src/check-permissions.ts.
      otherPrefixes
        .filter((other) => !prefix.startsWith(`${other}-`))
        .flatMap((other) => metOf(one, props, other)),
    ),
  ];
  if (Resource.length === 0) return [];
  return [{ Sid: "DenyOtherNames", Effect: "Deny", Action: "*", Resource: least(Resource) }];
}

/** Patterns of what another environment has of the services of actions, and these may reach. */
export function metOf(
  { actions, resources }: Permitted,
  { accountId, prefix, otherPrefixes }: Omit<PermittedProps, "permitted">,
  other: string,
): string[] {
  // A resource that begins with this environment's name belongs to another only if that has a
  // longer name: `acme-dev-eu-orders`.
  const isNested = other.startsWith(`${prefix}-`);
  const strange = resources.filter(
    (arn) => isNested || ownerOfResource(arn, [prefix, ...otherPrefixes]) !== prefix,
  );
  return [...new Set(actions.map(serviceOf))]
    .flatMap((service) => arnsOfPrefix(service, accountId, other))
    .filter((pattern) => mayMeet(strange, pattern));
}
