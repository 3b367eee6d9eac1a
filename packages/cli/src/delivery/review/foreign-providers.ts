import { isDeepStrictEqual } from "node:util";
import { mayAddProvider, OPTION, sourceOf, type Additions } from "./additions";
import type { Comparison } from "./comparison";
import { at, blocksOf, entriesAt } from "./places";

/**
 * Arguments of the AWS provider that neither say where requests go nor name files, commands or
 * other identities.
 */
const ARGUMENTS = new Set([
  "alias",
  "region",
  "allowed_account_ids",
  "default_tags",
  "ignore_tags",
]);

/**
 * Names of the providers that a stack has. Any other Terraform would download from the registry,
 * without a version.
 */
function knownProviders(trusted: unknown): ReadonlySet<string> {
  const places = [["terraform", "required_providers"], ["provider"]];
  const named = places.flatMap((place) => entriesAt(trusted, place).map(([name]) => name));
  const types = ["resource", "data", "ephemeral"].flatMap((kind) => entriesAt(trusted, [kind]));
  return new Set([...named, ...types.map(([type]) => providerOf(type))]);
}

/** The provider of a type, by the type's name; a resource may choose another. */
const providerOf = (type: string): string => type.split("_")[0]!;

/** The providers of a stack, by the names that it has for them. */
export interface Providers {
  /** Those that the base branch has. */
  readonly known: ReadonlySet<string>;
  /** Those that are demanded for the first time, which one line tells. */
  readonly added: ReadonlySet<string>;
  /** Those whose resources may be new, of both. */
  readonly trusted: ReadonlySet<string>;
}

export function providersOf(both: Comparison, additions: Additions): Providers {
  const known = knownProviders(both.trusted);
  const names = entriesAt(both.foreign, REQUIRED).map(([name]) => name);
  const added = names.filter((name) => !known.has(name));
  const trusted = [
    ...added.filter((name) => mayAddProvider(additions, sourceOf(both.foreign, name))),
    ...[...known].filter((name) => mayAddProvider(additions, sourceOf(both.trusted, name))),
  ];
  return { known, added: new Set(added), trusted: new Set(trusted) };
}

/** What Terraform itself is told: its backend, its release, and where providers come from. */
export function settingsProblems(both: Comparison, { known, added, trusted }: Providers): string[] {
  const settings = new Set(
    [both.foreign, both.trusted]
      .flatMap((json) => entriesAt(json, ["terraform"]))
      .map(([name]) => name),
  );
  const others = [...settings].filter(
    (name) => name !== REQUIRED[1] && !isSame(both, ["terraform", name]),
  );
  const demanded = (json: unknown, name: string) => at(json, [...REQUIRED, name]);
  const changed = [...known].filter((name) => !isSame(both, [...REQUIRED, name]));
  return [
    ...(isListed(both) ? ["its block terraform is a list, expected an object"] : []),
    ...others.map((name) => `its ${name} differs from that of the base branch`),
    ...[...added]
      .filter((name) => !trusted.has(name))
      .map(
        (name) =>
          `it has the provider ${name} (${inShort(demanded(both.foreign, name))}), which is new in this change; ${OPTION}.providers may let it pass`,
      ),
    ...changed.map((name) => {
      const [ours, theirs] = [both.trusted, both.foreign].map((json) =>
        inShort(demanded(json, name)),
      );
      return `it demands of the provider ${name} ${theirs}, where the base branch has ${ours}`;
    }),
  ];
}

const REQUIRED = ["terraform", "required_providers"] as const;

const isSame = (both: Comparison, place: readonly string[]): boolean =>
  isDeepStrictEqual(at(both.foreign, place), at(both.trusted, place));

const isListed = (both: Comparison): boolean =>
  !isSame(both, ["terraform"]) &&
  [["terraform"], REQUIRED].some((place) => Array.isArray(at(both.foreign, place)));

/** As `hashicorp/random 3.7.2`. */
function inShort(demanded: unknown): string {
  if (demanded === undefined || demanded === null) return "nothing";
  const { source, version, ...others } = (
    typeof demanded === "object" ? demanded : { version: demanded }
  ) as Record<string, unknown>;
  const isPlain =
    Object.keys(others).length === 0 &&
    [source, version].every((one) => one === undefined || typeof one === "string");
  return isPlain
    ? [source, version].filter((one) => one !== undefined).join(" ")
    : JSON.stringify(demanded);
}

export function providerProblems(both: Comparison, { known, added }: Providers): string[] {
  const configured = entriesAt(both.foreign, ["provider"]).flatMap(([name, blocks]) =>
    [blocks]
      .flat()
      // One without arguments does nothing that the line on the provider does not tell.
      .filter((block) => !(added.has(name) && isEmpty(block)))
      .flatMap((block) => configurationProblems(name, block, both)),
  );
  const chosen = chosenProviders(both.foreign)
    .filter(({ provider }) => !known.has(provider) && !added.has(provider))
    .map(({ at: user, provider }) => `it has the provider ${provider} for ${user}, which is new`);
  return [...configured, ...chosen];
}

const isEmpty = (block: unknown): boolean =>
  !Array.isArray(block) && entriesAt(block, []).every(([argument]) => argument === "alias");

function configurationProblems(name: string, block: unknown, both: Comparison): string[] {
  const own = [at(both.trusted, ["provider", name])].flat();
  const isOwn = (value: unknown, one: unknown) =>
    isDeepStrictEqual(value, one) && both.refersToUnchanged(value);
  // Arguments of another provider nobody here knows: an address of one and a key of another block
  // of the base branch would make a third.
  if (own.some((one) => isOwn(block, one))) return [];
  if (name !== "aws") {
    const how = own[0] === undefined ? "is new in this change" : "this change configures otherwise";
    return [`it configures the provider ${name}, which ${how}`];
  }
  return entriesAt(block, [])
    .filter(([argument]) => !ARGUMENTS.has(argument))
    .filter(([argument, value]) => !own.some((one) => isOwn(value, at(one, [argument]))))
    .map(([argument]) => `it gives the provider aws the argument ${argument}`);
}

/** What resources, data sources, modules and imports choose by `provider` and `providers`. */
function chosenProviders(foreign: unknown): { at: string; provider: string }[] {
  const kinds = ["resource", "data", "ephemeral", "module", "import"];
  return kinds.flatMap((kind) =>
    blocksOf(foreign, kind).flatMap(({ place, body }) =>
      [at(body, ["provider"]), Object.values(at(body, ["providers"]) ?? {})]
        .flat()
        .filter((chosen) => chosen !== undefined && chosen !== null)
        .map((chosen) => ({ at: place.join("."), provider: localName(chosen) })),
    ),
  );
}

/** The provider that a resource chooses, or that its type names. */
export function providerFor(type: string, body: unknown): string {
  const chosen = at(body, ["provider"]);
  return chosen === undefined || chosen === null ? providerOf(type) : localName(chosen);
}

/** `aws` in `aws.west` and, as CDKTF writes it, in `${aws.west}`; else what was given. */
const localName = (chosen: unknown): string =>
  /^(?:\$\{)?([\w-]+)(?:\.[\w-]+)?\}?$/.exec(String(chosen))?.[1] ?? JSON.stringify(chosen);
