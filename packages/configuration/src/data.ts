import type { DataProps } from "@groundwork/constructs/data";
import {
  bucketName,
  instanceName,
  OBJECT_ACTIONS,
  READING_ACTIONS,
  usesOf,
} from "@groundwork/constructs/data/options";
import { nearest } from "@groundwork/constructs/nearest";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { shown } from "@groundwork/constructs/shown";
import type { Environment } from "./environment";
import { environmentPrefix } from "./names";
import type { Organization } from "./organization-schema";
import { howToSwitch } from "./restored";

// What the rules over several options look at; see service-options.ts.
type Used = string | Draft<{ name: string; as: string; readOnly: boolean }>;
type Listed = Draft<{
  name: string;
  calls: string[];
  sidecars: { name: string; uses: string[] }[];
}> & { readonly uses?: readonly Used[] };
type Using = Draft<{ databases: { name: string }[]; buckets: { name: string }[] }> & {
  readonly services?: readonly Listed[];
};

/** Names of all that services can use. */
const namesOf = ({ databases, buckets }: Using): string[] =>
  [...listOf(databases), ...listOf(buckets)].flatMap((one) =>
    typeof one?.name === "string" ? [one.name] : [],
  );

/** What services use is called by its name alone, so all of it has names of one list. */
export function namesDataOnce(environment: Using): string | undefined {
  const names = namesOf(environment);
  const name = names.find((one, index) => names.indexOf(one) < index);
  return name === undefined
    ? undefined
    : `every database and bucket to have a name of its own, and ${shown(name)} is there twice`;
}

/** Every use is of something in the environment, and has variables of its own. */
export function usesWhatIsThere(environment: Using): string | undefined {
  const names = namesOf(environment);
  for (const service of listOf(environment.services)) {
    // What is no service is told of by itself.
    if (typeof service !== "object" || service === null) continue;
    const fault = faultOf(service, names) ?? readingFault(service, environment);
    if (fault !== undefined) return `uses of ${shown(service.name)} ${fault}`;
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
    return `to be of databases and buckets of this environment: ${unknownWords(unknown.name, names)}`;
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

/** What reads a database only, PostgreSQL itself has to say. */
function readingFault({ uses }: Listed, { databases }: Using): string | undefined {
  const read = listOf(uses).find(
    (one) =>
      typeof one === "object" &&
      one?.readOnly === true &&
      listOf(databases).some((database) => database?.name === one.name),
  );
  return read === undefined
    ? undefined
    : `to have readOnly of buckets alone, and ${shown(Object(read).name)} is a database`;
}

function unknownWords(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const known = names.length === 0 ? "there is none" : `there are ${names.map(shown).join(", ")}`;
  const also = meant.length === 0 ? "" : `; did you mean ${meant.map(shown).join(" or ")}?`;
  return `${shown(name)} is none, ${known}${also}`;
}

interface Placed {
  readonly organization: Organization;
  readonly environment: Environment;
}

/** What the construct of the data is told; what other constructs know, the stack adds. */
export function dataProps({ organization, environment }: Placed) {
  const { accountId, region, production, databases, buckets, logRetentionDays, alarms } =
    environment;
  return {
    namePrefix: environmentPrefix(organization, environment.name),
    accountId,
    region,
    production,
    placeSuffix: environment.place?.suffix,
    databases,
    buckets,
    logRetentionDays,
    cpuPercent: alarms.cpuPercent,
    unused: unusedData(environment),
  } satisfies Partial<DataProps>;
}

/** What is to be said of what is paid for and used by nobody, by its name. */
function unusedData(environment: Environment): Record<string, string> {
  const { databases, buckets, services } = environment;
  const used = new Set(services.flatMap(({ uses }) => usesOf(uses).map(({ name }) => name)));
  const words = (list: string, name: string) =>
    `is used by nobody: uses: ["${name}"] of a service lets that in, or take it out of ${list}`;
  const all = [
    ...databases.map((one) => [
      one.name,
      howToSwitch(one, environment) ?? words("databases", one.name),
    ]),
    ...buckets.map(({ name }) => [name, words("buckets", name)]),
  ];
  return Object.fromEntries(all.filter(([name]) => !used.has(name!)));
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

/** What services may do with the objects of the buckets that they use. */
export const objectPermissions = (
  organization: Organization,
  { name, accountId, place, buckets, services }: Environment,
) =>
  services
    .flatMap(({ uses }) => usesOf(uses))
    .filter((use) => buckets.some((bucket) => bucket.name === use.name))
    .flatMap((use) => {
      const arn = `arn:aws:s3:::${bucketName(environmentPrefix(organization, name), use.name, accountId, place?.suffix)}`;
      return [
        { actions: use.readOnly ? READING_ACTIONS : OBJECT_ACTIONS, resources: [`${arn}/*`] },
        { actions: ["s3:ListBucket"], resources: [arn] },
      ];
    });

/**
 * Names in AWS that are too long, or begin as those of another environment do: `acme-dev-eu-orders` is
 * what both `eu-orders` of dev and `orders` of dev-eu would be called. Path, what was got, what was
 * expected.
 */
export function dataMismatches(
  organization: Organization,
  environments: readonly Environment[],
): [path: PropertyKey[], got: string, expected: string][] {
  const prefixes = environments.map(({ name }) => environmentPrefix(organization, name));
  return environments.flatMap(({ name: owner, accountId, place, databases, buckets }) => {
    const prefix = environmentPrefix(organization, owner);
    return [databases, buckets].flatMap((list, kind) =>
      list.flatMap(({ name }, index): [PropertyKey[], string, string][] => {
        const at = [owner, kind === 0 ? "databases" : "buckets", index, "name"];
        const full = `${prefix}-${name}-`;
        const other = prefixes.find(
          (one) => one.startsWith(`${prefix}-`) && full.startsWith(`${one}-`),
        );
        if (other !== undefined) {
          return [[at, name, `another name: ${full.slice(0, -1)} begins as all that ${other} has`]];
        }
        // S3 user guide, "General purpose bucket naming rules".
        const over =
          kind === 0 ? 0 : bucketName(prefix, name, accountId, place?.suffix).length - 63;
        return over > 0
          ? [
              [
                at,
                name,
                `a name of at most ${name.length - over} characters, as S3 takes 63 for ${bucketName(prefix, "<name>", accountId, place?.suffix)}`,
              ],
            ]
          : [];
      }),
    );
  });
}
