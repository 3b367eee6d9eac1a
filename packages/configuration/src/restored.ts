import { usesOf } from "@groundwork/constructs/data/options";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { shown } from "@groundwork/constructs/shown";
import type { Environment } from "./environment";

type Restored = Draft<{
  databases: {
    name: string;
    engineVersion: string;
    storageGiB: number;
    restoreFrom: object;
  }[];
}>;

/** What is restored is another database of the environment, of the same version, and fits in. */
export function restoresWhatFits({ databases }: Restored): string | undefined {
  const all = listOf(databases);
  for (const one of all) {
    const { database: from } = Object(one?.restoreFrom) as { database?: unknown };
    if (one === undefined || typeof from !== "string") continue;
    const source = all.find((other) => other?.name === from);
    const fault =
      source === undefined
        ? `another of them, and there is no ${shown(from)}: once it is made, restoreFrom may be taken out`
        : source === one
          ? `another of them, and ${shown(from)} is itself`
          : misfit(one, source);
    if (fault !== undefined) return `what ${shown(one.name)} is restored from to be ${fault}`;
  }
  return undefined;
}

type Sized = NonNullable<NonNullable<Restored["databases"]>[number]>;

/** RDS restores into the version and onto no less storage than there was, and upgrades later. */
function misfit(one: Sized, source: Sized): string | undefined {
  if (one.engineVersion !== source.engineVersion) {
    return `of its engineVersion, ${shown(source.engineVersion)}: upgrade it once it is made`;
  }
  const [own, least] = [one.storageGiB, source.storageGiB];
  return typeof own === "number" && typeof least === "number" && own < least
    ? `no larger than it is, and ${shown(source.name)} has a storageGiB of ${least}`
    : undefined;
}

/** How services come to use what was restored, where none does yet. */
export function howToSwitch(
  { name, restoreFrom }: Environment["databases"][number],
  { services }: Pick<Environment, "services">,
): string | undefined {
  if (restoreFrom === undefined) return undefined;
  if ("snapshot" in restoreFrom) {
    return `is restored from ${restoreFrom.snapshot} and used by nobody yet: uses: [{ name: "${name}", as: "<what it was called>" }] of a service lets that in, with the variables that it had`;
  }
  const { database } = restoreFrom;
  const users = services.flatMap((service) =>
    usesOf(service.uses)
      .filter((use) => use.name === database)
      .map(
        ({ as }) =>
          `{ name: "${name}", as: "${as}" } in place of ${database} in uses of ${service.name}`,
      ),
  );
  const how =
    users.length === 0 ? `uses of a service lets that in` : `write ${users.join(" and ")}`;
  return `is restored from ${database} and used by nobody yet: once it has what it should, ${how}, and take ${database} out when nobody needs it any more`;
}
