import { Tokenization } from "cdktf";
import { isBeside, namesSecretArgument } from "./secret-names";

/** A text among the arguments of a block whose schema is not known here. */
export interface GivenText {
  /** Path to it, as `set_sensitive.value`. */
  readonly path: string;
  /** Name of the argument, or key of the map, that it is given to. */
  readonly name: string;
  /** Whether the path says that it is a secret. */
  readonly named: boolean;
  /** Whether no state keeps it, as the argument is write-only. */
  readonly writeOnly: boolean;
  /** Tokens are not resolved. */
  readonly value: unknown;
}

export interface WalkOptions {
  /** Whether the block is a secret as a whole, as `kubernetes_secret` is. @default false */
  readonly isSecret?: boolean;
  /** Whether Terraform's own arguments are looked at, and they alone. @default all others are */
  readonly meta?: boolean;
}

/** All texts that are given as arguments; switches and numbers are no secrets. */
export function givenTexts(attributes: unknown, options: WalkOptions = {}): GivenText[] {
  const { isSecret = false, meta = false } = options;
  const within = (value: unknown, names: readonly string[], state: State): GivenText[] => {
    if (Array.isArray(value)) return value.flatMap((one) => within(one, names, state));
    if (typeof value === "string" || Tokenization.isResolvable(value)) {
      return [{ path: names.join("."), name: names.at(-1) ?? "", ...state, value }];
    }
    if (typeof value !== "object" || value === null) return [];
    const pair = pairIn(value);
    const block = { ...value, ...pair };
    const finds = !("value" in value) && Object.keys(block).some((name) => FINDS.test(name));
    // A manifest of Kubernetes is one, in whatever resource it is written.
    const isManifest = "kind" in value && value.kind === "Secret";
    return Object.entries(block).flatMap(([name, below]) => {
      const isOutermost = names.length === 0;
      if (isOutermost && isTerraforms(name) && !(meta && RUN.test(name))) return [];
      if (isOutermost && meta && !RUN.test(name)) return [];
      // What stands beside a version, or the key in it, is the name of a secret.
      const isNamed = namesSecretArgument(name) && !(finds && /^secrets?$/.test(name));
      const isContent = (isSecret && isOutermost) || isManifest ? CONTENTS.test(name) : false;
      return within(below, [...names, name], {
        named:
          isNamed || isContent || (state.named && (name in pair || !(finds || isBeside(name)))),
        writeOnly: state.writeOnly || name.endsWith("_wo"),
      });
    });
  };
  return within(attributes, [], { named: false, writeOnly: false });
}

type State = Pick<GivenText, "named" | "writeOnly">;

/** The value of a block `{ name, value }`, as of a variable, under the name that it has. */
function pairIn(block: object): Readonly<Record<string, unknown>> {
  const { name, key, value } = block as Readonly<Record<string, unknown>>;
  const own = typeof name === "string" ? name : key;
  return typeof own === "string" && value !== undefined ? { [own]: value, value: undefined } : {};
}

/** Arguments of a block that Terraform itself reads. */
const META =
  /^(connection|count|depends_on|for_each|lifecycle|provider|providers|provisioner|source|version)$/;

/** Whether Terraform itself reads an argument of a block, or it is a comment. */
export const isTerraforms = (name: string): boolean => name === "//" || META.test(name);

/** Those of them by which something is run: Terraform keeps them in no state. */
const RUN = /^(connection|provisioner)$/;

/** Arguments beside which `secret` is the name of one. */
const FINDS = /^(items|key|mount_path|project|project_id|secret_id|version)$/;

/** Arguments in which a type that is a secret as a whole has its values. */
const CONTENTS = /^(binary_data|data|data_json|secret_data|string_data|stringData|value)$/;
