import type { Engine } from "@groundwork/constructs/stack/oldest-engines";
import { OperationError } from "../core/errors";
import { engineOf } from "./state-engine";
import { deposedSuffix, formatKey, type Key } from "./address";
import { stepOf, tokensOf } from "./json-text";

/** What these operations look at in a state; never the values in it, some of which are secret. */
export interface StateFile {
  /** Counts up with every change. */
  readonly serial: number;
  /**
   * Given once, when the state is made; two states with different ones have nothing in common.
   * `""` where a state has none: see isSameLineage.
   */
  readonly lineage: string;
  /** Version of the Terraform that wrote it. */
  readonly terraformVersion: string;
  /**
   * Which of the two wrote it, by its providers; undefined where they do not tell. The version is
   * of that one, and OpenTofu counts on its own.
   */
  readonly engine?: Engine | undefined;
  /** Addresses of the managed resources, as `aws_s3_bucket.logs` or `module.a.aws_vpc.b[0]`. */
  readonly addresses: readonly string[];
  readonly bytes: number;
}

/** Reads a state of format 4, Terraform's since 0.12; undefined for anything else. */
export function parseState(text: string): StateFile | undefined {
  try {
    return describeState(JSON.parse(text), text);
  } catch {
    return undefined;
  }
}

/**
 * The same for a document that JSON.parse has read.
 * @throws TypeError when it is far from a state
 */
export function describeState(json: StateJson, text: string): StateFile | undefined {
  const { version } = json;
  // Terraform takes what is not there, or null, for nothing.
  const serial = json.serial ?? 0;
  const lineage = json.lineage ?? "";
  const resources = json.resources ?? [];
  const terraformVersion = json.terraform_version ?? "";
  const sound =
    version === 4 &&
    Number.isInteger(serial) &&
    serial >= 0 &&
    typeof lineage === "string" &&
    Array.isArray(resources);
  if (!sound) return undefined;
  const addresses = resources.filter(({ mode }) => mode === "managed").flatMap(addressesOf);
  const engine = engineOf(resources.map(({ provider }) => provider));
  return {
    serial,
    lineage,
    terraformVersion,
    ...(engine && { engine }),
    addresses,
    bytes: Buffer.byteLength(text),
  };
}

/** A state of format 4, as far as it is looked at. */
export interface StateJson {
  readonly version: number;
  readonly serial?: number | null;
  readonly lineage?: string | null;
  readonly terraform_version?: string | null;
  readonly resources?: readonly ResourceInState[] | null;
  readonly outputs?: Readonly<
    Record<string, { readonly value: unknown; readonly sensitive?: boolean | null }>
  > | null;
}

export interface ResourceInState {
  readonly mode: "managed" | "data";
  readonly module?: string;
  readonly type: string;
  readonly name: string;
  readonly provider?: string;
  readonly instances?: readonly InstanceInState[];
}

export interface InstanceInState {
  readonly index_key?: Key | null;
  /** Key of an object that is to be destroyed after its replacement was made. */
  readonly deposed?: string;
  readonly status?: string;
  readonly attributes?: unknown;
  /** Paths of the attributes that are secret, each from its first name down. */
  readonly sensitive_attributes?: readonly (readonly { readonly value: unknown }[])[] | null;
  /** The form in which states of Terraform 0.11 were taken over. */
  readonly attributes_flat?: unknown;
}

/**
 * The address of each instance once, as Terraform lists them: one can have deposed objects, or
 * these alone.
 */
export function addressesOf(resource: ResourceInState): string[] {
  const all = (resource.instances ?? []).map(({ deposed: _, ...one }) => addressOf(resource, one));
  return [...new Set(all)];
}

/** The address of one object, as Terraform names it in a plan. */
export const addressOf = (
  { module, mode, type, name }: ResourceInState,
  { index_key: key, deposed }: Pick<InstanceInState, "index_key" | "deposed">,
): string =>
  `${module === undefined ? "" : `${module}.`}${mode === "data" ? "data." : ""}${type}.${name}${formatKey(key)}${deposedSuffix(deposed)}`;

/**
 * The same state under another serial. The text is changed in that one place: parsed and written
 * again, numbers beyond what JavaScript holds exactly would come out different.
 *
 * @throws OperationError when the serial is not to be found where a state has it
 */
export function withSerial(text: string, serial: number): string {
  const given = ownValue(text, "serial");
  const changed = given
    ? text.slice(0, given.at) + serial + text.slice(given.at + given.text.length)
    : text.replace("{", `{"serial":${serial},`);
  const [before, after] = [parseState(text), parseState(changed)];
  if (after?.serial !== serial || after.lineage !== before?.lineage) {
    throw new OperationError(
      `the state cannot be given the serial ${serial}: expected one "serial", a number, outside of its resources`,
    );
  }
  return changed;
}

/**
 * The number or string by which a state has its serial or lineage, as it stands in the text, and
 * where. Attributes of resources can have these names too, and stand before them where a tool has
 * sorted the state.
 *
 * @param text of a state, or its beginning
 */
export function ownValue(
  text: string,
  name: "serial" | "lineage",
): { readonly at: number; readonly text: string } | undefined {
  let depth = 0;
  for (const { at, end } of tokensOf(text)) {
    depth += stepOf(text[at]!);
    if (depth !== 1 || text.slice(at, end) !== `"${name}"`) continue;
    VALUE.lastIndex = end;
    const [, colon = "", value] = VALUE.exec(text) ?? [];
    if (value !== undefined) return { at: end + colon.length, text: value };
  }
  return undefined;
}

/** No number at the very end, as that can be the first digits of one. */
const VALUE = /(\s*:\s*)(\d+(?=[^\d.])|"[^"\\]*")/y;

/**
 * The state in what `terraform state pull` says.
 *
 * @returns "" when there is no state, which Terraform also says with an empty one
 */
export function stateIn(output: string): string {
  const text = objectIn(output) ?? "";
  return isNothing(text) ? "" : text;
}

/**
 * The JSON object in what Terraform prints, as it stands there: Terraform indents a state, OpenTofu
 * writes it in one line, and from Terraform 1.15 on warnings about the backend come before outputs
 * and states on standard output, or behind them.
 *
 * @returns undefined when there is none
 */
export function objectIn(output: string): string | undefined {
  const whole = output.trim();
  // This avoids a second parse of possibly many megabytes: no line of JSON begins like a warning.
  if (whole.startsWith("{") && whole.endsWith("}") && !WARNING.test(whole)) return whole;
  for (const { index } of output.matchAll(/^\{/gm)) {
    const text = objectFrom(output, index);
    if (isObject(text)) return text;
  }
  return undefined;
}

/** The beginning of a warning of Terraform's, framed or not. */
const WARNING = /^[ │╷|]*Warning: /m;

/** The object from its first bracket to the one that closes it. */
function objectFrom(output: string, begin: number): string {
  let depth = 0;
  for (const { at, end } of tokensOf(output, begin)) {
    depth += stepOf(output[at]!);
    if (depth === 0) return output.slice(begin, end);
  }
  return "";
}

function isObject(text: string): boolean {
  if (!text.startsWith("{") || !text.endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is the empty state with which Terraform begins where there is none. */
function isNothing(text: string): boolean {
  const state = parseState(text);
  if (state?.lineage !== "" || state.serial > 0) return false;
  const { resources, outputs } = JSON.parse(text) as StateJson;
  return (resources ?? []).length + Object.keys(outputs ?? {}).length === 0;
}
