import {
  FIELDS,
  type ForeignField,
  type ForeignNetworkOptions,
} from "@groundwork/constructs/layers/options";
import { existingNetworkOptions } from "@groundwork/constructs/network/options";
import { problem } from "@groundwork/constructs/problems";
import { isPlain } from "@groundwork/constructs/shown";
import type { StateJson } from "../../terraform/state-file";
import { lookUp, type Untold } from "./lookup";

/** The contract of a network by its fields, as Parameter Store has them: lists with commas. */
export type Contract = Readonly<Partial<Record<ForeignField, string>>>;

/** What a state tells of a network, or what is wrong with that: each a whole message. */
export interface Told {
  readonly contract: Contract;
  readonly problems: readonly string[];
}

/** What a field is, for a message. */
const WORDS: Readonly<Record<ForeignField, string>> = {
  vpcId: "one id of a VPC, such as vpc-0a1b2c3d4e5f60718",
  privateSubnetIds: "two ids of subnets or more, such as subnet-0a1b2c3d4e5f60718, each once",
  publicSubnetIds: "two ids of subnets or more, such as subnet-0a1b2c3d4e5f60718, each once",
};

/** The fields that a state can tell, in the order in which they are shown. */
export const FOREIGN_FIELDS = Object.keys(WORDS) as ForeignField[];

/**
 * What a state tells of a network. All fields are looked at, so that all problems are told at once.
 *
 * @param path of the options, as `["dev", "layers", 0, "network"]`
 * @param where the state lies, as `s3://bucket/key`
 */
export function toldBy(
  state: StateJson,
  network: ForeignNetworkOptions,
  path: readonly PropertyKey[],
  where: string,
): Told {
  const contract: Partial<Record<ForeignField, string>> = {};
  const problems: string[] = [];
  for (const field of FOREIGN_FIELDS) {
    const addresses = network[field];
    if (addresses === undefined) continue;
    const found = fieldOf(field, [addresses].flat(), state, where);
    if ("got" in found) problems.push(problem([...path, field], found.got, found.expected));
    else contract[field] = found.value;
  }
  return { contract, problems };
}

function fieldOf(
  field: ForeignField,
  addresses: readonly string[],
  state: StateJson,
  where: string,
): Untold | { readonly value: string } {
  const found = addresses.map((address) => lookUp(address, state, where));
  const untold = found.find((one) => "got" in one);
  if (untold !== undefined) return untold;
  const values = found.flatMap((one) => ("values" in one ? one.values : []));
  const ids = values.flatMap((value) => texts(value) ?? [undefined]);
  const isOne = FIELDS.network[field] === "String";
  const { success } = existingNetworkOptions.shape[field].safeParse(isOne ? ids[0] : ids);
  return success && (isOne ? ids.length === 1 : ids.length > 1)
    ? { value: ids.join(",") }
    : { got: `${inWords(ids)} by ${addresses.join(", ")} of ${where}`, expected: WORDS[field] };
}

/** A text, one with commas, a list or a map of texts; undefined for anything else. */
function texts(value: unknown): string[] | undefined {
  if (typeof value === "string") return value.split(",").map((text) => text.trim());
  const inner = Array.isArray(value) ? value : isPlain(value) ? Object.values(value) : [value];
  return inner.every((one) => typeof one === "string") ? inner : undefined;
}

/** No more of what lies there than an id of AWS: whoever names the wrong output may name a password. */
function inWords(ids: readonly (string | undefined)[]): string {
  const words = ids.map((id) =>
    id === undefined
      ? "no text"
      : ID.test(id)
        ? id
        : id === ""
          ? "an empty text"
          : "a text that is no id",
  );
  const more = words.length > MOST ? ` and ${words.length - MOST} more` : "";
  return words.length === 0 ? "nothing" : `${words.slice(0, MOST).join(", ")}${more}`;
}

const MOST = 6;

const ID = /^[a-z]{2,10}-[\da-f]{8,17}$/;
