import { OLDEST_ENGINES, type Engine } from "@groundwork/constructs/stack/oldest-engines";
import satisfies from "semver/functions/satisfies";
import { OperationError } from "../core/errors";
import { readStackJson, type SynthesizedStack } from "../core/project";
import type { Release } from "./release";

/** What a configuration can have that not every release takes that runs the stacks. */
interface Feature {
  readonly what: string;
  /** The first release with it; none where the product has it not. */
  readonly since: Partial<Readonly<Record<Engine, string>>>;
  /** Where a stack has it, as `aws_db_instance.main.password_wo`. */
  readonly uses: (json: Parts) => string[];
}

type Part = Readonly<Record<string, unknown>>;

/** A stack's Terraform JSON, as far as it is looked at. */
interface Parts {
  readonly [kind: string]: unknown;
}

// https://opentofu.org/docs/language/ephemerality, https://opentofu.org/docs/intro/whats-new (1.11),
// and the changelogs of OpenTofu 1.11 and of Terraform 1.10, 1.11 and 1.14.
const FEATURES: readonly Feature[] = [
  {
    what: "arguments that no state keeps",
    since: { Terraform: "1.11.0", OpenTofu: "1.11.0" },
    uses: (json) => resourcesOf(json).flatMap(([address, body]) => writeOnly(address, body)),
  },
  {
    what: "ephemeral resources",
    since: { Terraform: "1.10.0", OpenTofu: "1.11.0" },
    uses: ({ ephemeral }) => namedIn(ephemeral).map(([name]) => `ephemeral.${name}`),
  },
  {
    what: "ephemeral variables and outputs",
    since: { Terraform: "1.10.0", OpenTofu: "1.11.0" },
    uses: (json) =>
      ["variable", "output"].flatMap((kind) =>
        entriesOf(json[kind])
          .filter(([, body]) => body["ephemeral"] === true)
          .map(([name]) => `${kind}.${name}`),
      ),
  },
  {
    what: "actions",
    since: { Terraform: "1.14.0" },
    uses: ({ action }) => namedIn(action).map(([name]) => `action.${name}`),
  },
  {
    what: "lifecycle.enabled",
    since: { OpenTofu: "1.11.0" },
    uses: (json) =>
      resourcesOf(json)
        .filter(([, { lifecycle }]) => blocksOf(lifecycle).some((block) => "enabled" in block))
        .map(([address]) => address),
  },
  {
    what: "encryption of states by Terraform itself",
    since: { OpenTofu: "1.7.0" },
    uses: ({ terraform }) =>
      blocksOf(terraform).some((block) => "encryption" in block) ? ["terraform.encryption"] : [],
  },
];

/**
 * What a stack uses and a release lacks.
 *
 * @param json the stack's own Terraform JSON, not that of its stand-ins
 * @returns one line for each, with the release that has it; none where nothing is lacking
 */
export const lacking = (json: Parts, { product, version }: Release): string[] =>
  FEATURES.flatMap(({ what, since, uses }) => {
    const first = since[product];
    if (first !== undefined && has(version, first)) return [];
    const where = uses(json);
    if (where.length === 0) return [];
    const others = where.length > 1 ? ` and ${where.length - 1} more` : "";
    return [
      `${where[0]}${others}: got ${product} ${version}, which has no ${what}; expected ${expected(since, product)}`,
    ];
  });

/**
 * The same of several stacks, each line with its stack.
 *
 * @param stacks as synthesized: stand-ins use nothing that a release could lack
 */
export async function lackedBy(
  stacks: readonly SynthesizedStack[],
  release: Release,
): Promise<string[]> {
  const lines = stacks.map(async ({ name, dir }) =>
    lacking(await readStackJson(dir), release).map((line) => `${name}: ${line}`),
  );
  return (await Promise.all(lines)).flat();
}

/** @throws OperationError with all that a release lacks, as lackedBy has it */
export async function expectFeatures(
  stacks: readonly SynthesizedStack[],
  release: Release,
): Promise<void> {
  const problems = await lackedBy(stacks, release);
  if (problems.length > 0) throw new OperationError(problems.join("\n"));
}

/** A pre-release of a version has what the version has. */
const has = (version: string, first: string): boolean =>
  satisfies(version, `>=${first}-0`, { includePrerelease: true });

/** The releases that have it, the product at hand first. */
function expected(since: Feature["since"], product: Engine): string {
  const products = Object.keys(OLDEST_ENGINES) as Engine[];
  return products
    .filter((one) => since[one] !== undefined)
    .toSorted((a, b) => Number(b === product) - Number(a === product))
    .map((one) => `${one} ${since[one]!.replace(/\.0$/, "")} or newer`)
    .join(", or ");
}

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A block, or several; JSON has either. */
const blocksOf = (value: unknown): Part[] => [value].flat().filter(isPart);

const entriesOf = (value: unknown): [name: string, body: Part][] =>
  blocksOf(value).flatMap((part) =>
    Object.entries(part).flatMap(([name, body]) =>
      blocksOf(body).map((block): [string, Part] => [name, block]),
    ),
  );

/** What is named by a type and a name, as `aws_db_instance.main`. */
const namedIn = (value: unknown): [address: string, body: Part][] =>
  entriesOf(value).flatMap(([type, named]) =>
    entriesOf(named).map(([name, body]): [string, Part] => [`${type}.${name}`, body]),
  );

const resourcesOf = ({ resource }: Parts) => namedIn(resource);

/**
 * Providers name such an argument `..._wo`, and the argument by which a change of it is noticed after
 * it (https://developer.hashicorp.com/terraform/plugin/framework/resources/write-only-arguments). A
 * key of a map, as a tag, may end so as well: it counts below the top only with that other one.
 */
function writeOnly(address: string, body: Part, isTop = true): string[] {
  return Object.entries(body).flatMap(([key, value]) => {
    const at = `${address}.${key}`;
    const counted = isTop || Object.keys(body).some((other) => other.startsWith(`${key}_`));
    if (key.endsWith("_wo") && value != null && counted) return [at];
    return blocksOf(value).flatMap((block) => writeOnly(at, block, false));
  });
}
