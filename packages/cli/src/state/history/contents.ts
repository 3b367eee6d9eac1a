import { createHash } from "node:crypto";
import { parseExactly } from "../../core/exact-json";
import {
  addressOf,
  describeState,
  type StateFile,
  type StateJson,
} from "../../terraform/state-file";

/**
 * What a state holds, so that two can be compared. It has fingerprints in place of values, because
 * some are secret. Fingerprints must not be shown either: short secrets could be guessed from them.
 */
export interface StateContents extends StateFile {
  /** Fingerprints of all managed resources, by address. */
  readonly resources: Fingerprints;
  /** Fingerprints of the outputs, by name. */
  readonly outputs: Fingerprints;
}

type Fingerprints = ReadonlyMap<string, string>;

/** Undefined for anything but a state, as parseState has it. */
export function readContents(text: string): StateContents | undefined {
  try {
    const json = parseExactly(text) as StateJson;
    const state = describeState(json, text);
    return state && { ...state, resources: resourcesIn(json), outputs: outputsIn(json) };
  } catch {
    return undefined;
  }
}

function resourcesIn({ resources }: StateJson): Fingerprints {
  const found = new Map<string, string>();
  for (const resource of resources ?? []) {
    if (resource.mode !== "managed") continue;
    for (const instance of resource.instances ?? []) {
      const { status, attributes, attributes_flat } = instance;
      // What depends on what, and what a provider notes for itself, can differ in equal resources.
      const looked = [status, attributes ?? attributes_flat];
      found.set(addressOf(resource, instance), fingerprint(looked));
    }
  }
  return found;
}

const outputsIn = ({ outputs }: StateJson): Fingerprints =>
  new Map(Object.entries(outputs ?? {}).map(([name, { value }]) => [name, fingerprint(value)]));

const fingerprint = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("base64");

/** The changes that lead from one state to another. */
export interface StateDifference {
  /** Addresses. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Addresses that are in both, with other attributes. */
  readonly changed: readonly string[];
  /** How many outputs were added, removed or have another value. */
  readonly outputsChanged: number;
}

/** @param before none: everything was added */
export function differenceOf(
  before: StateContents | undefined,
  after: StateContents,
): StateDifference {
  const { outputs, ...resources } = {
    ...compare(before?.resources ?? new Map(), after.resources),
    outputs: compare(before?.outputs ?? new Map(), after.outputs),
  };
  const { added, removed, changed } = outputs;
  return { ...resources, outputsChanged: added.length + removed.length + changed.length };
}

function compare(before: Fingerprints, after: Fingerprints) {
  const names = [...after.keys()];
  return {
    added: names.filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: names.filter((name) => before.has(name) && before.get(name) !== after.get(name)),
  };
}
