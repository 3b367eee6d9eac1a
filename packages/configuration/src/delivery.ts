import type { Environment } from "./environment";
import { ownerOfStack } from "./place-names";
import type { Organization } from "./organization-schema";
import { environmentOf } from "./own-account";

/** What the environments say of the delivery of states, those that all share among them. */
export interface Delivered {
  readonly environments: readonly Environment[];
}

/** Owners of states that workflows apply. Bootstrap and delivery are applied by people alone. */
export const appliedOwners = ({ environments }: Delivered): string[] => [
  "registry",
  ...environments.map(({ name }) => name),
];

/** Whether a plan must be approved. What all environments share is held to the strictest of them. */
export const needsApproval = (delivered: Delivered, owner: string): boolean =>
  concernedBy(delivered, owner).some(({ delivery, production }) => delivery.approval ?? production);

/** Whether customers depend on it. */
export const isProduction = (delivered: Delivered, owner: string): boolean =>
  concernedBy(delivered, owner).some(({ production }) => production);

/** Environments whose people are told about an owner: its own, or those of production. */
export function toldAbout({ environments }: Delivered, owner: string): string[] {
  const own = [environmentOf(environments, ownerOfStack(environments, owner)) ?? []].flat();
  const production = environments.filter((environment) => environment.production);
  const told = [own, production, environments].find((some) => some.length > 0) ?? [];
  return told.map(({ name }) => name);
}

/** The environment itself; all of them, where what is delivered is theirs together. */
function concernedBy({ environments }: Delivered, owner: string): readonly Environment[] {
  const own = [environmentOf(environments, ownerOfStack(environments, owner)) ?? []].flat();
  return own.length > 0 ? own : environments;
}

/** A branch of a repository that all share. */
export interface SharedBranch {
  readonly remote: string;
  readonly branch: string;
}

/** The branch that has all which is planned and applied; undefined where none is shared. */
export function sharedBranch({
  delivery,
}: Pick<Organization, "delivery">): SharedBranch | undefined {
  const { sharedBranch: given, github, pipeline } = delivery;
  if (given === false) return undefined;
  const name = given ?? `origin/${(github ?? pipeline)?.branch ?? "main"}`;
  const [remote, ...branch] = name.split("/");
  return { remote: remote!, branch: branch.join("/") };
}
