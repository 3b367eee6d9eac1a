import type { DataProps } from "@groundwork/constructs/data";
import { instanceName, usesOf } from "@groundwork/constructs/data/options";
import { nearest } from "@groundwork/constructs/nearest";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { shown } from "@groundwork/constructs/shown";
import type { Environment } from "./environment";
import { environmentPrefix } from "./names";
import type { Organization } from "./organization-schema";

// What the rules over several options look at; see service-options.ts.
type Used = string | Draft<{ name: string; as: string }>;
type Listed = Draft<{
  name: string;
  calls: string[];
  sidecars: { name: string; uses: string[] }[];
}> & { readonly uses?: readonly Used[] };
type Using = Draft<{ databases: { name: string }[] }> & { readonly services?: readonly Listed[] };

/** Names of all that services can use. */
const namesOf = ({ databases }: Using): string[] =>
  listOf(databases).flatMap((one) => (typeof one?.name === "string" ? [one.name] : []));

/** What services use is called by its name alone, so all of it has names of one list. */
export function namesDataOnce(environment: Using): string | undefined {
  const names = namesOf(environment);
  const name = names.find((one, index) => names.indexOf(one) < index);
  return name === undefined
    ? undefined
    : `every database to have a name of its own, and ${shown(name)} is there twice`;
}

/** Every use is of something in the environment, and has variables of its own. */
export function usesWhatIsThere(environment: Using): string | undefined {
  const names = namesOf(environment);
  for (const service of listOf(environment.services)) {
    const fault = service && faultOf(service, names);
    if (fault !== undefined) return `uses of ${shown(service?.name)} ${fault}`;
  }
  return undefined;
}

function faultOf({ uses, calls, sidecars }: Listed, names: readonly string[]): string | undefined {
  const all = listOf(uses).flatMap((one): { name: string; as: string }[] => {
    const { name, as = name } = typeof one === "string" ? { name: one } : Object(one);
    // What is no name is told of by itself.
    return typeof name === "string" && typeof as === "string" ? [{ name, as }] : [];
  });
  const unknown = all.find(({ name }) => !names.includes(name));
  if (unknown)
    return `to be of databases of this environment: ${unknownWords(unknown.name, names)}`;
  const called = all.map(({ as }) => as);
  const twice = called.find((as, index) => called.indexOf(as) < index);
  if (twice !== undefined)
    return `to have each a name of its own, and ${shown(twice)} is there twice`;
  const both = called.find((as) => listOf(calls).includes(as));
  if (both !== undefined) {
    return `to have other names than its calls, as both would have variables of ${shown(both)}: { name: ..., as: "..." }`;
  }
  for (const sidecar of listOf(sidecars)) {
    const other = listOf(sidecar?.uses).find((name) => !called.includes(name!));
    if (other !== undefined) {
      return `to have what its sidecar ${shown(sidecar?.name)} uses, and ${shown(other)} is none of them`;
    }
  }
  return undefined;
}

function unknownWords(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const known = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
  const also = meant.length === 0 ? "" : `; did you mean ${meant.join(" or ")}?`;
  return `${shown(name)} is none, ${known}${also}`;
}

interface Placed {
  readonly organization: Organization;
  readonly environment: Environment;
}

/** What the construct of the data is told; what other constructs know, the stack adds. */
export function dataProps({ organization, environment }: Placed) {
  const { accountId, region, production, databases, logRetentionDays, alarms } = environment;
  return {
    namePrefix: environmentPrefix(organization, environment.name),
    accountId,
    region,
    production,
    databases,
    logRetentionDays,
    cpuPercent: alarms.cpuPercent,
    unused: unusedData(environment),
  } satisfies Partial<DataProps>;
}

/** What is paid for and used by nobody, a sentence each. */
function unusedData({ databases, services }: Environment): string[] {
  const used = new Set(services.flatMap(({ uses }) => usesOf(uses).map(({ name }) => name)));
  return databases
    .filter(({ name }) => !used.has(name))
    .map(
      ({ name }) =>
        `nobody uses the database ${name}: uses: ["${name}"] of a service lets that in, or take it out of databases`,
    );
}

/** The databases in AWS. */
export const databaseArns = (
  organization: Organization,
  { name, region, accountId, databases }: Environment,
): string[] =>
  databases.map(
    (database) =>
      `arn:aws:rds:${region}:${accountId}:db:${instanceName(environmentPrefix(organization, name), database.name)}`,
  );
