import { parseForeignAddress, type ForeignAddress } from "@groundwork/constructs/layers/options";
import { nearest } from "@groundwork/constructs/nearest";
import { isPlain } from "@groundwork/constructs/shown";
import { formatKey, parseAddress, resourceOf } from "../../terraform/address";
import {
  addressOf,
  type InstanceInState,
  type ResourceInState,
  type StateJson,
} from "../../terraform/state-file";

/** Why a state does not tell something: to go on after "got" and "expected". */
export interface Untold {
  readonly got: string;
  readonly expected: string;
}

/** What a state has at an address: a value of each instance, or the one of an output. */
export type Found = { readonly values: readonly unknown[] } | Untold;

/** More of them say nothing to anybody. */
const MOST = 10;

/**
 * What a state has at an address, such as `output.vpc_id` or `aws_subnet.private`. Nothing of other
 * values is in what it returns.
 *
 * @param where the state lies, as `s3://bucket/key`
 */
export function lookUp(address: string, state: StateJson, where: string): Found {
  const parsed = parseForeignAddress(address)!;
  return parsed.isOutput
    ? inOutput(address, parsed, state, where)
    : inResource(address, parsed, state, where);
}

function inOutput(address: string, { of, path }: ForeignAddress, state: StateJson, where: string) {
  const outputs = state.outputs ?? {};
  const output = outputs[of.slice("output.".length)];
  if (output === undefined) {
    const names = Object.keys(outputs).map((name) => `output.${name}`);
    return {
      got: `${address}, which ${where} does not have`,
      expected: oneOf(of, names, "an output"),
    };
  }
  if (output.sensitive === true) {
    return {
      got: `${address}, which is marked as sensitive in ${where}`,
      expected:
        "an output that is not, or the resource itself, as all who plan read the parameters",
    };
  }
  return below(address, output.value, path, where);
}

function inResource(
  address: string,
  parsed: ForeignAddress,
  state: StateJson,
  where: string,
): Found {
  const { of, key, path } = parsed;
  const resources = state.resources ?? [];
  const wanted = resourceOf(parseAddress(of)!);
  const resource = resources.find((one) => addressOf(one, {}) === wanted);
  if (resource === undefined) {
    return {
      got: `${address}, which ${where} does not have`,
      expected: oneOf(wanted, alike(wanted, resources), "a resource"),
    };
  }
  const all = (resource.instances ?? []).filter(({ deposed }) => deposed === undefined);
  const instances = all.filter((one) => key === undefined || keyOf(one) === key);
  if (instances.length === 0) {
    const keys = all.map((one) => `${wanted}${keyOf(one)}`);
    return {
      got: `${address}, of which ${where} has no instance`,
      expected: oneOf(address, keys, "an instance of it"),
    };
  }
  const found = instances.map((instance) => attributeOf(address, instance, path, where));
  const untold = found.find((one) => "got" in one);
  return untold ?? { values: found.flatMap((one) => ("values" in one ? one.values : [])) };
}

/** The key of an instance as options have it. */
const keyOf = ({ index_key: key }: InstanceInState): string => formatKey(key);

function attributeOf(
  address: string,
  { attributes, sensitive_attributes: secret }: InstanceInState,
  path: readonly string[],
  where: string,
): Found {
  if ((secret ?? []).some(([first]) => first?.value === path[0])) {
    return {
      got: `${address}, which is marked as sensitive in ${where}`,
      expected: "an attribute that is not, as all who plan read the parameters",
    };
  }
  return below(address, attributes, path, where);
}

/** What lies in a value, by the names from it down. */
function below(address: string, value: unknown, path: readonly string[], where: string): Found {
  let inner = value;
  for (const name of path) {
    const names = isPlain(inner) ? inner : {};
    inner = Object.hasOwn(names, name) ? withoutType(names[name]) : undefined;
    if (inner === undefined || inner === null) {
      return {
        got: `${address}, of which ${where} has no ${name}`,
        expected: oneOf(name, Object.keys(names), "a name in it"),
      };
    }
  }
  return { values: [inner] };
}

/** An attribute of whichever type stands in a state together with that. */
const withoutType = (value: unknown): unknown =>
  isPlain(value) && Object.keys(value).toSorted().join() === "type,value" ? value["value"] : value;

/** Addresses of resources for a message: those of its type, or all. */
function alike(wanted: string, resources: readonly ResourceInState[]): string[] {
  const { type } = parseAddress(wanted)!;
  const same = resources.filter((one) => one.type === type);
  return (same.length > 0 ? same : resources).map((one) => addressOf(one, {}));
}

function oneOf(name: string, names: readonly string[], kind: string): string {
  if (names.length === 0) return `${kind} that is there: it has none`;
  const meant = nearest(name, names);
  const listed =
    names.length > MOST ? [...names.slice(0, MOST), `${names.length - MOST} more`] : names;
  return `one of ${listed.join(", ")}${meant.length === 0 ? "" : `. Did you mean ${meant.join(" or ")}?`}`;
}
