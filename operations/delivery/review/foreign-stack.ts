/**
 * Stacks that somebody else synthesized, such as a job that ran the code of a pull request. To plan
 * one is to let its JSON work with the planner's credentials: a provider from elsewhere, an
 * `external` data source or `file("/proc/self/environ")` in an output would carry them away, into
 * the very comment that shows the plan.
 */
import { isDeepStrictEqual } from "node:util";

type Json = Readonly<Record<string, unknown>>;

/** What a synth of this project has. No modules, checks, ephemeral resources. */
const BLOCKS = new Set([
  "//",
  "terraform",
  "provider",
  "variable",
  "locals",
  "data",
  "resource",
  "output",
  "moved",
  "removed",
  "import",
]);

/** Arguments that neither say where requests go nor name files, commands or other identities. */
const PROVIDER_ARGUMENTS = new Set([
  "alias",
  "region",
  "allowed_account_ids",
  "default_tags",
  "ignore_tags",
]);

/**
 * Why a stack is not planned before somebody has read and merged it; empty if it may be.
 *
 * @param trusted the same stack of the branch that it is to be merged into, undefined if it is new
 */
export function foreignProblems(foreign: Json, trusted: Json | undefined): string[] {
  if (trusted === undefined)
    return ["it is not in the base branch: there is no state to plan with"];
  const blocks = Object.keys(foreign).filter((key) => !BLOCKS.has(key));
  const unequal = !isDeepStrictEqual(foreign["terraform"], trusted["terraform"]);
  return [
    ...blocks.map((key) => `it has the block ${key}, which this project does not make`),
    ...(unequal
      ? ["its Terraform, backend or providers differ from those of the base branch"]
      : []),
    ...new Set(providerProblems(foreign["provider"], trusted["provider"])),
    ...typeProblems(foreign),
    ...new Set(functionProblems(foreign)),
  ];
}

/** @param own of the base branch: what it says may be said again */
function providerProblems(provider: unknown, own: unknown): string[] {
  const trusted = argumentsOf(own).map(({ name, argument, value }) => [name, argument, value]);
  return argumentsOf(provider).flatMap(({ name, argument, value }) => {
    if (name !== "aws") return [`it configures the provider ${name}`];
    const known =
      PROVIDER_ARGUMENTS.has(argument) ||
      trusted.some((one) => isDeepStrictEqual(one, [name, argument, value]));
    return known ? [] : [`it gives the provider aws the argument ${argument}`];
  });
}

/** A provider is one block, or a list of them. */
const argumentsOf = (provider: unknown) =>
  Object.entries((provider ?? {}) as Json).flatMap(([name, configured]) =>
    [configured]
      .flat()
      .flatMap((one) => Object.entries({ alias: undefined, ...(one as Json) }))
      .map(([argument, value]) => ({ name, argument, value })),
  );

/** Of AWS or, among resources, of Terraform itself; its data source reads other states. */
const typeProblems = (foreign: Json): string[] => [
  ...Object.keys((foreign["data"] ?? {}) as Json)
    .filter((type) => !/^aws_[a-z0-9_]+$/.test(type))
    .map((type) => `it has the data source ${type}`),
  ...Object.keys((foreign["resource"] ?? {}) as Json)
    .filter((type) => !/^(aws_[a-z0-9_]+|terraform_data)$/.test(type))
    .map((type) => `it has the resource ${type}`),
];

/**
 * Those that read files or run templates, that take the mark off secrets of the state, and those of
 * providers. A comment may follow a name.
 */
const FUNCTIONS =
  /(?<![\w.-])(?:file\w*|template\w+|abspath|pathexpand|nonsensitive|provider::\w+)/;

/** Only strings that hold an expression are looked at; a name in it that looks alike is refused too. */
function* functionProblems(value: unknown): Generator<string> {
  if (typeof value === "string") {
    const found = /[$%]\{/.test(value) ? FUNCTIONS.exec(value) : null;
    if (found) yield `it has an expression with ${found[0]}, which could read files or secrets`;
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      yield* functionProblems(key);
      yield* functionProblems(part);
    }
  }
}
