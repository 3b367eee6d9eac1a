import type { Configuration } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { environmentStacks } from "@groundwork/configuration/place-names";

/**
 * Stacks that the plan of a pull request covers: those whose state the role plan-pr may read. A
 * state holds secrets, and whoever may open a pull request can have it printed.
 */
export function reviewedStacks({ organization, environments }: Configuration): string[] {
  const { pullRequestsRead } = organization.delivery.github ?? {};
  const owners = pullRequestsRead ?? [
    ...environments.filter(({ production }) => !production).map(({ name }) => name),
    "registry",
  ];
  return owners.flatMap((owner) => {
    const environment = environments.find(({ name }) => name === owner);
    return environment ? environmentStacks(environment).map(({ id }) => id) : [stackId(owner)];
  });
}
