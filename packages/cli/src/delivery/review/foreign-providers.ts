import { isDeepStrictEqual } from "node:util";
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
export function knownProviders(trusted: unknown): ReadonlySet<string> {
  const places = [["terraform", "required_providers"], ["provider"]];
  const named = places.flatMap((place) => entriesAt(trusted, place).map(([name]) => name));
  const types = ["resource", "data", "ephemeral"].flatMap((kind) => entriesAt(trusted, [kind]));
  return new Set([...named, ...types.map(([type]) => providerOf(type))]);
}

/** The provider of a type, by the type's name; a resource may choose another. */
export const providerOf = (type: string): string => type.split("_")[0]!;

export function providerProblems(both: Comparison, known: ReadonlySet<string>): string[] {
  const configured = entriesAt(both.foreign, ["provider"]).flatMap(([name, blocks]) =>
    [blocks].flat().flatMap((block) => configurationProblems(name, block, both)),
  );
  const chosen = chosenProviders(both.foreign)
    .filter(({ provider }) => !known.has(provider))
    .map(({ at: user, provider }) => `it has the provider ${provider} for ${user}, which is new`);
  return [...configured, ...chosen];
}

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

/** `aws` in `aws.west` and, as CDKTF writes it, in `${aws.west}`; else what was given. */
const localName = (chosen: unknown): string =>
  /^(?:\$\{)?([\w-]+)(?:\.[\w-]+)?\}?$/.exec(String(chosen))?.[1] ?? JSON.stringify(chosen);
