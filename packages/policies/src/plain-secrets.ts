import { Tokenization } from "cdktf";
import { notedAwaited } from "@groundwork/constructs/awaited-container";
import { containersOf, environmentOf } from "./containers";
import { blocks, list, type Attributes, type Resource, type StackResources } from "./resources";
import { eachOf, type Finding } from "./rule";
import { secretPaths } from "./secret-arguments";
import { namesSecretArgument } from "./secret-names";
import {
  isHarmlessUnder,
  isHarmlessValue,
  looksLikeSecret,
  mayLookSecret,
  secretBy,
  setInLines,
} from "./secret-words";
import { givenTexts, isTerraforms, type GivenText } from "./secret-walk";

/** Secrets that stand in the code of a stack, wherever in it. */
export const plainSecrets = (stack: StackResources): Finding[] => [
  ...eachOf(["aws_ecs_task_definition"], (task) => [
    ...containersOf(task, stack).flatMap(problemsOfContainer),
    ...(task.construct ? notedAwaited(task.construct) : []).flatMap(problemsOfContainer),
  ])(stack),
  ...eachOf(Object.keys(VARIABLES), ({ type, attributes }) =>
    VARIABLES[type]!(attributes).map(([name, value]) => problemOfVariable(name, stack.text(value))),
  )(stack),
  ...[...stack.providers, ...stack.overrides.filter(isConfigured)].flatMap((block) =>
    plainArguments(block, givenTexts(block.attributes), stack),
  ),
  ...[...stack.values, ...stack.overrides.filter(isValue)].flatMap((block) =>
    plainValues(block, stack),
  ),
  ...[...stack.all, ...stack.overrides].flatMap((block) => [
    ...(isRun(block)
      ? plainArguments(block, givenTexts(block.attributes, { meta: true }), stack)
      : []),
    ...(isAws(block) ? plainTexts(block, stack) : []),
  ]),
  ...stack.dataSources.filter(isAws).flatMap((block) => plainTexts(block, stack)),
];

/** Whether something is run by it, which no state keeps. */
const isRun = ({ attributes }: Resource) =>
  "provisioner" in attributes || "connection" in attributes;

const isAws = ({ type }: Resource) => type.startsWith("aws_");

/** What is handed to a provider, and kept in no state. */
const isConfigured = ({ address }: Resource) => /^(provider|ephemeral)\./.test(address);

const isValue = ({ type }: Resource) => /^(output|variable|local)$/.test(type);

function problemsOfContainer(container: Attributes): (string | undefined)[] {
  const isKey = (words: readonly unknown[]) => words.some((word) => looksLikeSecret(String(word)));
  const command = ["command", "entryPoint"].flatMap((key) => list(container[key]));
  const checks = blocks(container["healthCheck"]).flatMap((check) => list(check["command"]));
  return [
    ...environmentOf(container).map(({ name, value }) => problemOfVariable(name, value)),
    isKey(command) ? "got a value that looks like a key in the command" : undefined,
    isKey(checks) ? "got a value that looks like a key in the health check" : undefined,
  ].map((problem) => problem && `container ${String(container["name"])}: ${problem}`);
}

type Variables = (attributes: Attributes) => readonly (readonly [name: string, value: unknown])[];

const entries = (maps: unknown): [string, unknown][] => blocks(maps).flatMap(Object.entries);
const named = (entry: Attributes): [string, unknown] => [String(entry["name"]), entry["value"]];

/** Variables of what runs elsewhere than in a task. */
const VARIABLES: Readonly<Record<string, Variables>> = {
  aws_lambda_function: ({ environment }) =>
    blocks(environment).flatMap(({ variables }) => entries(variables)),
  aws_codebuild_project: ({ environment }) =>
    blocks(environment)
      .flatMap(({ environment_variable: variables }) => blocks(variables))
      .filter(({ type = "PLAINTEXT" }) => type === "PLAINTEXT")
      .map(named),
  aws_apprunner_service: ({ source_configuration: source }) =>
    blocks(source)
      .flatMap(({ image_repository: image }) => blocks(image))
      .flatMap(({ image_configuration: image }) => blocks(image))
      .flatMap(({ runtime_environment_variables: variables }) => entries(variables)),
  aws_amplify_app: ({ environment_variables: variables }) => entries(variables),
  aws_amplify_branch: ({ environment_variables: variables }) => entries(variables),
  aws_elastic_beanstalk_environment: ({ setting }) =>
    blocks(setting)
      .filter(({ namespace }) => namespace === "aws:elasticbeanstalk:application:environment")
      .map(named),
};

/** The words of a finding, which never tell the value. */
function problemOfVariable(name: string, value: string): string | undefined {
  const by = secretBy(name, value);
  if (by === undefined) return undefined;
  return by === "value"
    ? `got a value that looks like a key in the variable ${name}`
    : `got the variable ${name} in the clear`;
}

/** What is left of a text besides references: a password may stand between two of them. */
const literal = (text: string): string =>
  text.includes("${") ? text.replace(/\$\{[^}]*\}/g, "") : text;

/** Whether a text that stands under a name is a secret, and not a reference to one. */
function isPlain(name: string, isNamed: boolean, text: string): boolean {
  if (text.includes("${")) return looksLikeSecret(literal(text));
  if (!isNamed) return secretBy(name, text) === "value";
  return !isHarmlessValue(text) && !isHarmlessUnder(name, text);
}

/** Arguments that stand in the code; those that are given by reference, as by a variable, do not. */
const plainArguments = (
  resource: Resource,
  given: readonly GivenText[],
  stack: StackResources,
): Finding[] =>
  given.flatMap(({ path, name, named: isNamed, value }) =>
    isPlain(name, isNamed, stack.text(value))
      ? [{ resource, detail: `got a value in ${path} in the clear` }]
      : [],
  );

/** Outputs, defaults of variables and locals, each under the name that it has. */
function plainValues(resource: Resource, stack: StackResources): Finding[] {
  const { type, address, attributes } = resource;
  const { value, default: preset, ...others } = attributes;
  const own = address.slice(address.indexOf(".") + 1);
  const named = type === "local" ? others : { [own]: type === "output" ? value : preset };
  const name = type === "local" ? "" : ` of the ${type}`;
  return givenTexts(named).flatMap((text) =>
    isPlain(text.name, text.named, stack.text(text.value))
      ? [{ resource, detail: `got a value in ${text.path}${name} in the clear` }]
      : [],
  );
}

/** Types whose variables are looked at one by one. */
const LOOKED_AT = (type: string) => type in VARIABLES || type === "aws_ecs_task_definition";

/** A name that the provider has not given to an argument, as the key of a map or of a header. */
const OWN_NAME = /[A-Z-]/;

/** Whether a closer look is worth it: nearly all resources have nothing but names and references. */
const mayHoldSecrets = (attributes: Attributes, stack: StackResources): boolean =>
  Object.keys(attributes).some(
    (name) => !isTerraforms(name) && mayHoldUnder(name, attributes[name], stack),
  );

function mayHoldUnder(name: string, value: unknown, stack: StackResources): boolean {
  if (name === "//") return false;
  // A block `{ name, value }` says there what its value is called.
  if (isOwnSecret(name === "name" || name === "key" ? value : name)) return true;
  return mayHold(value, stack);
}

function mayHold(value: unknown, stack: StackResources): boolean {
  if (typeof value === "string") {
    const isComputed = value.includes("TfToken[") && !refersOnly(value);
    const text = isComputed ? stack.text(value) : value;
    if (text.includes("\n") || mayLookSecret(text)) return true;
    return text.includes("${") && mayLookSecret(literal(text));
  }
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some((one) => mayHold(one, stack));
  if (Tokenization.isResolvable(value)) return true;
  const block = value as Attributes;
  return Object.keys(block).some((name) => mayHoldUnder(name, block[name], stack));
}

const isOwnSecret = (name: unknown) =>
  typeof name === "string" && OWN_NAME.test(name) && namesSecretArgument(name);

/** Whether the tokens of a text refer to attributes, and compute nothing of what stands in the code. */
const refersOnly = (text: string): boolean =>
  Tokenization.reverseString(text).tokens.every(
    // What a getter of a resource returns; cdktf has no public name for it.
    (token) => typeof (token as { identifier?: unknown }).identifier === "string",
  );

/** Texts of AWS's types that are secrets by their form, in scripts and headers by their name too. */
function plainTexts(resource: Resource, stack: StackResources): Finding[] {
  if (LOOKED_AT(resource.type) || !mayHoldSecrets(resource.attributes, stack)) return [];
  const known = secretPaths(resource.type, resource.attributes);
  return givenTexts(resource.attributes).flatMap(({ path, name, named, value }) => {
    const text = stack.text(value);
    // Tags say of what they are about as well.
    const isNamed = named && OWN_NAME.test(name) && !/^(default_)?tags/.test(path);
    const detail = plainText(path, text, isNamed ? name : undefined);
    return detail === undefined || known.includes(path) ? [] : [{ resource, detail }];
  });
}

/** @param named the name, where that says by itself that it is a secret */
function plainText(path: string, text: string, named: string | undefined): string | undefined {
  if (looksLikeSecret(literal(text))) return `got a value that looks like a key in ${path}`;
  if (named !== undefined && !text.includes("${") && isPlain(named, true, text)) {
    return `got a value in ${path} in the clear`;
  }
  const [variable] =
    setInLines(text).find(([own, value]) => secretBy(own, value) !== undefined) ?? [];
  return variable === undefined
    ? undefined
    : `got the variable ${variable} in the clear, in ${path}`;
}
