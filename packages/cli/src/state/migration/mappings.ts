import { ownerOf } from "@groundwork/configuration/names";
import { OperationError } from "../../core/errors";

/** Which state goes to which stack. */
export interface Mapping {
  readonly stack: string;
  readonly key: string;
}

/**
 * Reads what `--map` says, as `dev=Dev/terraform.tfstate` or `dev-stack=...`.
 *
 * @param keys where states were found
 * @param others what lies at other keys, in words
 * @throws OperationError when a stack or a state is unknown, or named twice
 */
export function parseMappings(
  maps: readonly string[],
  stacks: readonly string[],
  keys: readonly string[],
  others: ReadonlyMap<string, string> = new Map(),
): Mapping[] {
  const mappings = maps.map((map) => {
    const [, name, key] = /^([^=]+)=(.+)$/.exec(map) ?? [];
    const stack = stacks.find((id) => id === name || ownerOf(id) === name);
    if (stack === undefined || key === undefined) {
      throw new OperationError(
        `--map: got ${map}, expected <stack>=<key> with one of ${stacks.map(ownerOf).join(", ")}`,
      );
    }
    if (!keys.includes(key)) {
      const what = others.has(key) ? `, where there is ${others.get(key)}` : "";
      throw new OperationError(
        `--map: got the key ${key}${what}, expected one of ${keys.join(", ") || "none: no states were found"}`,
      );
    }
    return { stack, key };
  });
  for (const property of ["stack", "key"] as const) {
    const values = mappings.map((mapping) => mapping[property]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) {
      throw new OperationError(
        `--map: got ${twice} twice, expected each stack and each state once: a stack has one state. ` +
          "To bring two states together, move resources with state mv first",
      );
    }
  }
  return mappings;
}
