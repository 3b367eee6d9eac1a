import { notedAwaited } from "@groundwork/constructs/awaited-container";
import { containersOf, environmentOf } from "./containers";
import {
  blocks,
  isSet,
  isTrue,
  list,
  type Attributes,
  type Resource,
  type StackResources,
} from "./resources";
import { eachOf, type Finding, type Rule } from "./rule";
import { SECRET_ARGUMENTS, SECRET_MAKERS, SECRET_READERS } from "./secret-arguments";
import { givenTexts } from "./secret-walk";
import { looksLikeSecret, secretBy } from "./secret-words";

export const secretRules: readonly Rule[] = [
  {
    id: "no-plain-secret",
    severity: "error",
    appliesTo: "every stack",
    statement:
      "No secret stands in the environment or the command of what runs, nor in the configuration of a provider.",
    reason:
      "It can be read by whoever may describe the task definition, and lies in the state, the plan and the repository.",
    fix: "put the value into SSM Parameter Store or Secrets Manager and name it in the service's secrets; give a provider its token by an environment variable of its own",
    find: (stack) => [
      ...eachOf(["aws_ecs_task_definition"], (task) => [
        ...containersOf(task, stack).flatMap(problemsOfContainer),
        ...notedAwaited(task.construct).flatMap(problemsOfContainer),
      ])(stack),
      ...eachOf(Object.keys(VARIABLES), ({ type, attributes }) =>
        VARIABLES[type]!(attributes).map(([name, value]) =>
          problemOfVariable(name, stack.text(value)),
        ),
      )(stack),
      ...stack.providers.flatMap((provider) => plainArguments(provider, stack)),
    ],
  },
  {
    id: "no-secret-in-state",
    severity: "error",
    appliesTo: "every stack",
    statement: "Values of secrets do not pass through Terraform's state.",
    reason:
      "The state and all its old versions would hold them in the clear for whoever may read it.",
    fix: "use the write-only argument (..._wo), let AWS make the password (manage_master_user_password), or set the value outside Terraform",
    find: (stack) => [
      ...eachOf(Object.keys(SECRET_ARGUMENTS), ({ type, attributes }) => {
        // Parameters of the other types are configuration.
        if (type === "aws_ssm_parameter" && attributes["type"] !== "SecureString") return false;
        return SECRET_ARGUMENTS[type]!.map(
          (path) => givenAt(attributes, path.split(".")).some(isSet) && `got a value in ${path}`,
        );
      })(stack),
      ...eachOf(Object.keys(SECRET_MAKERS), ({ type, attributes }) => {
        const { unless = "", when } = SECRET_MAKERS[type]!;
        const isMade = when === undefined ? !isSet(attributes[unless]) : isTrue(attributes[when]);
        return isMade && "got a secret that is made here, so the state has it";
      })(stack),
      ...stack.dataSources
        .filter(({ type }) => SECRET_READERS.includes(type))
        .map((resource) => ({
          resource,
          detail: "got a secret that is read here, so the state has it",
        })),
      ...[...stack.all.filter(({ type }) => !type.startsWith("aws_")), ...stack.modules].flatMap(
        (resource) => keptArguments(resource, stack),
      ),
    ],
  },
];

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

/** Arguments that stand in the code; those that are given by reference, as by a variable, do not. */
const plainArguments = (resource: Resource, stack: StackResources): Finding[] =>
  givenTexts(resource.attributes, false).flatMap(({ path, name, value }) => {
    const text = stack.text(value);
    const isPlain = !/\$\{/.test(text) && secretBy(name, text) !== undefined;
    return isPlain ? [{ resource, detail: `got a value in ${path} in the clear` }] : [];
  });

/** Types that hold a secret as a whole, as `kubernetes_secret_v1` and `azurerm_key_vault_secret`. */
const HOLDS_SECRETS = /_secret(_version|_v\d+)*$/;

/** Arguments of another provider's resource, or of a module, by their names. */
const keptArguments = (resource: Resource, stack: StackResources): Finding[] =>
  givenTexts(resource.attributes, HOLDS_SECRETS.test(resource.type)).flatMap(
    ({ path, name, named: isNamed, value }) => {
      const text = stack.text(value);
      const isKept = isNamed ? !/^(true|false|)$/.test(text) : secretBy(name, text) === "value";
      return isKept ? [{ resource, detail: `got a value in ${path}` }] : [];
    },
  );

/** The values that are given at a path, in every block of a kind. */
function givenAt(value: unknown, [name, ...below]: readonly string[]): unknown[] {
  if (name === undefined) return [value];
  return blocks(value).flatMap((block) => givenAt(block[name], below));
}
