import { Tokenization } from "cdktf";
import { namesSecret } from "./secret-words";

/** A text among the arguments of a block whose schema is not known here. */
export interface GivenText {
  /** Path to it, as `set_sensitive.value`. */
  readonly path: string;
  /** Name of the argument, or key of the map, that it is given to. */
  readonly name: string;
  /** Whether the path says that it is a secret. */
  readonly named: boolean;
  /** Tokens are not resolved. */
  readonly value: unknown;
}

/**
 * All texts that are given as arguments; switches and numbers are no secrets, and write-only
 * arguments are kept nowhere.
 *
 * @param holdsSecrets whether it is a secret as a whole, as `kubernetes_secret` is
 */
export function givenTexts(attributes: unknown, holdsSecrets: boolean): GivenText[] {
  const within = (value: unknown, names: readonly string[], named: boolean): GivenText[] => {
    if (Array.isArray(value)) return value.flatMap((one) => within(one, names, named));
    if (typeof value === "string" || Tokenization.isResolvable(value)) {
      return [{ path: names.join("."), name: names.at(-1) ?? "", named, value }];
    }
    if (typeof value !== "object" || value === null) return [];
    const entries = Object.entries({ ...value, ...pairIn(value) });
    return entries.flatMap(([name, below]) => {
      if (name.endsWith("_wo") || (names.length === 0 && META.test(name))) return [];
      const isContent = holdsSecrets && names.length === 0 && CONTENTS.test(name);
      const isNamed = namesSecret(name) || isContent || /sensitive|plaintext/.test(name);
      return within(below, [...names, name], isNamed || (named && !ORDINARY.test(name)));
    });
  };
  return within(attributes, [], false);
}

/** The value of a block `{ name, value }`, as of a variable, under the name that it has. */
function pairIn(block: object): Readonly<Record<string, unknown>> {
  const { name, value } = block as Readonly<Record<string, unknown>>;
  return typeof name === "string" && value !== undefined ? { [name]: value, value: undefined } : {};
}

/** Arguments of a block that Terraform itself reads. */
const META =
  /^(\/\/|connection|count|depends_on|for_each|lifecycle|provider|providers|provisioner|source|version)$/;

/** Arguments in which a type that is a secret as a whole has its values. */
const CONTENTS = /^(binary_data|data|data_json|secret_data|string_data|value)$/;

/** Arguments that stand beside a secret, in a block that is named after it. */
const ORDINARY =
  /(^|_)(arn|annotations|email|enabled|host|hostname|ids?|key|kind|labels|metadata|names?|namespace|path|port|region|type|url|user|username|version)$/;
