import { blocks, isSet, isTrue, type Resource, type StackResources } from "./resources";
import type { Finding } from "./rule";
import { secretPaths, WRITE_ONLY } from "./secret-arguments";
import { KEY_READERS, OWN_KEYS, SECRET_MAKERS, SECRET_READERS, type Maker } from "./secret-makers";
import { isBeside, namesSecretArgument, onlyNames } from "./secret-names";
import { givenTexts } from "./secret-walk";
import { isHarmlessUnder, isHarmlessValue, secretBy, setInLines } from "./secret-words";

/** Secrets that Terraform would keep: given as arguments, made by it, or read by it. */
export const keptSecrets = (stack: StackResources): Finding[] => {
  const resources = [...stack.all, ...stack.overrides.filter(isKept)];
  const dataSources = [...stack.dataSources, ...stack.overrides.filter(isData)];
  return [
    ...resources.flatMap((resource) => [
      ...knownArguments(resource),
      ...madeBy(SECRET_MAKERS, "made", resource),
    ]),
    ...dataSources.flatMap((resource) => [
      ...madeBy(SECRET_READERS, "read", resource),
      ...readParameter(resource, stack),
    ]),
    ...[...resources, ...dataSources, ...stack.modules]
      .filter(({ type }) => !type.startsWith("aws_"))
      .flatMap((resource) => keptArguments(resource, stack)),
    ...randomSecrets(stack),
  ];
};

/** Types that are handed the keys to themselves, or to what they look at. */
export const ownKeys = (stack: StackResources): Finding[] => [
  ...[...stack.all, ...stack.overrides.filter(isKept)].flatMap((resource) =>
    madeBy(OWN_KEYS, "keys", resource),
  ),
  ...[...stack.dataSources, ...stack.overrides.filter(isData)].flatMap((resource) =>
    madeBy(KEY_READERS, "read", resource),
  ),
];

const isData = ({ address }: Resource) => address.startsWith("data.");
const isKept = ({ type, address }: Resource) =>
  !/^(data|ephemeral|provider)\./.test(address) && !/^(output|variable|local)$/.test(type);

/** Arguments that the AWS provider marks as sensitive, and keeps as they are given. */
const knownArguments = (resource: Resource): Finding[] => {
  const { type, attributes } = resource;
  return secretPaths(type, attributes).flatMap((path) => {
    if (!givenAt(attributes, path.split(".")).some(isSet)) return [];
    const instead = WRITE_ONLY[type]?.[path];
    return [
      {
        resource,
        detail: `got a value in ${path}${instead === undefined ? "" : `, expected it in ${instead}`}`,
      },
    ];
  });
};

const WAYS = {
  made: "got a secret that is made here, so the state has it",
  read: "got a secret that is read here, so the state has it",
  keys: "got keys to it, which the state has",
};

function madeBy(
  makers: Readonly<Record<string, Maker>>,
  way: keyof typeof WAYS,
  resource: Resource,
): Finding[] {
  const maker = Object.hasOwn(makers, resource.type) ? makers[resource.type] : undefined;
  if (maker === undefined) return [];
  const { unless, when, instead } = maker;
  if (unless !== undefined && holds(unless, resource)) return [];
  if (when !== undefined && !holds(when, resource)) return [];
  return [{ resource, detail: `${WAYS[way]}; expected ${instead}` }];
}

/** Whether an argument is given (`pgp_key`), or has a value (`auth_enabled=true`). */
function holds(condition: string, { attributes }: Resource): boolean {
  const [path = "", expected] = condition.split("=");
  const given = givenAt(attributes, path.split("."));
  if (expected !== undefined) return given.some((value) => String(value) === expected);
  return given.some((value) => (typeof value === "boolean" ? isTrue(value) : isSet(value)));
}

/** A parameter whose name says that it is a secret: what is read of it is decrypted. */
function readParameter(resource: Resource, stack: StackResources): Finding[] {
  if (resource.type !== "aws_ssm_parameter") return [];
  const name = stack.text(resource.attributes["name"]);
  const last = name.split(/[/.]/).at(-1) ?? "";
  return !name.includes("${") && namesSecretArgument(last)
    ? [{ resource, detail: `${WAYS.read}; expected ephemeral aws_ssm_parameter` }]
    : [];
}

/** Types that hold a secret as a whole, as `kubernetes_secret_v1` and `azurerm_key_vault_secret`. */
const HOLDS_SECRETS = /_secret(_version|_v\d+)*$/;

/** Arguments of another provider's resource, or of a module, by their names and their form. */
function keptArguments(resource: Resource, stack: StackResources): Finding[] {
  const { type, attributes, given = attributes } = resource;
  const named = givenTexts(given, { isSecret: HOLDS_SECRETS.test(type) })
    .filter(({ path, name, named: isNamed, writeOnly, value }) => {
      // Providers mark ids, and addresses of what is secret, as well.
      const isMarked = resource.isMarked?.(path) === true && !isBeside(name);
      return !writeOnly && isSecret(name, isNamed || isMarked, stack.text(value));
    })
    .map(({ path }) => path);
  // What a reference stands for, where that is known already.
  const known = given === attributes ? [] : givenTexts(attributes);
  const formed = known
    .filter(({ path, name, writeOnly, value }) => {
      const [first = ""] = path.split(".");
      return first in given && !writeOnly && isSecret(name, false, stack.text(value));
    })
    .map(({ path }) => path);
  return [...new Set([...named, ...formed])].map((path) => ({
    resource,
    detail: `got a value in ${path}`,
  }));
}

function isSecret(name: string, isNamed: boolean, text: string): boolean {
  // Terraform itself refuses what is ephemeral where it would be kept.
  if (text.startsWith("${ephemeral.") || onlyNames(text)) return false;
  if (!isNamed) {
    const lines = setInLines(text).some(([own, value]) => secretBy(own, value) !== undefined);
    return lines || secretBy(name, text) === "value";
  }
  if (isHarmlessValue(text)) return false;
  return !namesSecretArgument(name) || !isHarmlessUnder(name, text);
}

/** What is random is no secret, unless something takes it for one; its value lies in the state. */
const RANDOM = ["id", "integer", "pet", "shuffle", "string", "uuid", "uuid4", "uuid7"].map(
  (kind) => `random_${kind}`,
);

function randomSecrets(stack: StackResources): Finding[] {
  const random = stack.ofType(...RANDOM);
  if (random.length === 0) return [];
  const taken = [...stack.all, ...stack.modules].flatMap((taker) =>
    secretsOf(taker).map(([path, value]) => ({ taker, path, value })),
  );
  return random.flatMap((resource) =>
    taken
      .filter(({ value }) => stack.mentions(value, resource))
      .map(({ taker, path }) => ({
        resource,
        detail: `got a value that ${taker.path} takes as ${path}, and the state has it; expected ephemeral random_password, handed to a write-only argument (..._wo)`,
      })),
  );
}

/** Values that a block takes as secrets, write-only ones among them, and the paths to them. */
function secretsOf({ type, attributes }: Resource): [path: string, value: unknown][] {
  const known = secretPaths(type, attributes).flatMap((path) =>
    givenAt(attributes, path.split(".")).map((value): [string, unknown] => [path, value]),
  );
  const isSecret = HOLDS_SECRETS.test(type);
  const named = givenTexts(attributes, { isSecret }).filter(
    ({ named, writeOnly }) => writeOnly || (named && !type.startsWith("aws_")),
  );
  return [...known, ...named.map(({ path, value }): [string, unknown] => [path, value])];
}

/** The values that are given at a path, in every block of a kind. */
function givenAt(value: unknown, [name, ...below]: readonly string[]): unknown[] {
  if (name === undefined) return [value];
  return blocks(value).flatMap((block) => givenAt(block[name], below));
}
