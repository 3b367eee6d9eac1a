import type { StateLocation } from "@groundwork/configuration";
import { ownerOf } from "@groundwork/configuration/names";
import { shellWord } from "../../core/shell-word";
import { table } from "../../core/table";
import type { Mapping } from "./adoption";
import type { FoundState } from "./found-states";

type ByKey = ReadonlyMap<string, string>;

/**
 * What was found in a bucket.
 *
 * @param own stacks whose own keys these are
 * @param taken stacks that have these states already
 */
export function adoptionTable(
  { bucket, lockTable }: StateLocation,
  found: readonly FoundState[],
  own: ByKey,
  taken: ByKey,
): string {
  const locked = lockTable === "" ? "no lock table named" : `lock table ${lockTable}`;
  if (found.length === 0) return `No states in s3://${bucket} (${locked}).`;
  const rows = found.map((one) => [
    one.key,
    one.state ? String(one.state.serial) : "-",
    one.state ? String(one.state.addresses.length) : "-",
    one.state?.terraformVersion ?? "-",
    one.state?.lineage || "-",
    one.changed?.slice(0, 16).replace("T", " ") ?? "-",
    one.digest,
    one.lock ? `${one.lock.Who}, ${one.lock.Created}` : "no",
    remark(one, own, taken),
  ]);
  return `States in s3://${bucket} (${locked}):\n\n${table([HEADINGS, ...rows])}`;
}

const HEADINGS = [
  "key",
  "serial",
  "resources",
  "Terraform",
  "lineage",
  "changed (UTC)",
  "digest",
  "locked",
  "",
];

function remark({ key, state, words, changed }: FoundState, own: ByKey, taken: ByKey): string {
  const stack = own.get(key);
  if (stack !== undefined) return `${stack}'s own`;
  if (changed === undefined) return "gone: only its digest is left";
  if (!state) return words ?? "";
  if (taken.has(key)) return `moved to ${taken.get(key)} before`;
  return state.lineage === "" ? "without a lineage" : "";
}

/** Said before anything is moved. */
export const MEANING = [
  "What adoption means: a state that was made by another configuration becomes the state of a stack of",
  "this project. Its resources are left alone, and nothing is applied. But a stack declares resources",
  "of its own: its plan right after shows that Terraform would make those, and destroy each one in the",
  "state that the stack does not declare. Read that plan (npx cdktf diff <stack>) and settle it, with",
  "declarations, moved or removed blocks, before anybody applies.",
].join("\n");

/** The command that would move what fits. */
export function proposal(
  proposed: readonly Mapping[],
  { bucket, table: lockTable, region }: Record<"bucket" | "table" | "region", string | undefined>,
): string {
  const where = Object.entries({ bucket, table: lockTable, region })
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]))
    .join(" ");
  const command = `npm run adopt -- ${where}`.trimEnd();
  if (proposed.length === 0) return `To move one: ${command} --map <stack>=<key>`;
  const maps = proposed.map(({ stack, key }) => `--map ${ownerOf(stack)}=${shellWord(key)}`);
  return `By their names, these belong together: ${[command, ...maps].join(" ")}`;
}

/** The same as data. */
export const adoptionJson = (
  { bucket, lockTable, region }: StateLocation,
  found: readonly FoundState[],
  own: ByKey,
  taken: ByKey,
  proposed: readonly Mapping[],
) => ({
  bucket,
  table: lockTable || null,
  region,
  states: found.map(({ key, state, words, changed, digest, lock }) => ({
    key,
    serial: state?.serial ?? null,
    lineage: state?.lineage || null,
    resources: state?.addresses.length ?? null,
    terraformVersion: state?.terraformVersion ?? null,
    bytes: state?.bytes ?? null,
    changed: changed ?? null,
    what: words ?? null,
    digest,
    lock: lock ?? null,
    ownOf: own.get(key) ?? null,
    movedTo: taken.get(key) ?? null,
  })),
  proposed,
});
