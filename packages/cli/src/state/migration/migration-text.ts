import { releaseName } from "../../terraform/release";
import { writerNote } from "../../terraform/state-engine";
import { parseAddress } from "../../terraform/address";
import { afterMoves, removalOf, type Moves } from "../../terraform/moves";
import type { Decision } from "./migration-decision";
import type { StateFile } from "../../terraform/state-file";
import { count } from "../../core/count";
import type { Source } from "./migration-source";

/** What a migration came to, also for `--json`. */
export interface Migration {
  readonly stack: string;
  readonly from: string;
  readonly to: string;
  readonly outcome: "moved" | "already there";
  readonly lineage: string;
  readonly serial: number;
  readonly resources: number;
  readonly backups: readonly string[];
  readonly removed: readonly string[];
  /** Local files that still hold the state. */
  readonly kept: readonly string[];
  readonly retired: boolean;
}

/** What adopting a state means; said before any of a bucket is moved. */
export const MEANING = [
  "What adoption means: a state that was made by another configuration becomes the state of a stack of",
  "this project. Its resources are left alone, and nothing is applied. But a stack declares resources",
  "of its own: its plan right after shows that Terraform would make those, and destroy each one in the",
  "state that the stack does not declare. Read that plan (npx cdktf diff <stack>) and settle it, with",
  "declarations, moved or removed blocks, before anybody applies.",
].join("\n");

/** What was done, and what is left to do. */
export function resultText(source: Pick<Source, "name" | "advice">, done: Migration): string {
  const { stack, outcome, resources, serial, to, kept, removed, retired } = done;
  const holds = `${to} holds ${count(resources, "resource")} of ${source.name}, serial ${serial}`;
  return [
    outcome === "moved"
      ? `Done: ${holds}, verified through Terraform.`
      : `Already done: ${holds}${removed.length > 0 ? "." : "; nothing was moved."}`,
    ...(removed.length > 0 ? [`Removed: ${removed.join(", ")}`] : []),
    ...(kept.length > 0
      ? [
          `Still on this machine, with all secrets in it: ${kept.join(", ")}. ` +
            "Run this again to have it removed.",
        ]
      : []),
    retired
      ? `${source.name} is deleted; to have it back, delete the delete marker on top of its versions. ` +
        "Its digest stays in the lock table, so that Terraform with the old configuration stops there."
      : source.advice,
    `What Terraform would change now: npx cdktf diff ${stack}`,
  ].join("\n");
}

/** What a migration is about to do. */
export interface Intent {
  readonly from: string;
  readonly source: StateFile;
  readonly stack: string;
  /** The destination, as `s3://bucket/key`. */
  readonly to: string;
  readonly decision: Decision;
  /** Addresses in the state that the stack does not declare. */
  readonly undeclared: readonly string[];
  /** Addresses in the state that its removed blocks destroy. */
  readonly toDestroy: readonly string[];
  /** Providers that Terraform has to install for the state alone. */
  readonly providers: readonly string[];
  /** Files on this machine that hold it. */
  readonly local: readonly string[];
  readonly keepLocal: boolean;
  readonly retire: boolean;
}

/** The same, for the person who is asked. */
export function describe(intent: Intent): string {
  const { from, source, to, decision } = intent;
  const lines =
    decision.type === "there"
      ? [
          `${to} holds the state of ${from} already, serial ${decision.found.serial}:`,
          ...(decision.digest ? [] : ["  its digest in the lock table is set"]),
        ]
      : [
          `Moves a state of ${summary(source)}, ${lineageOf(source)},`,
          `  from ${from}`,
          `  to   ${to}, ${replaced(decision.replaces)}`,
          `  both are locked meanwhile and kept in ${to}.backups/, and it is compared after`,
        ];
  return [...lines, ...foreign(intent), ...installed(intent), `  then ${after(intent)}`].join("\n");
}

function after({ from, local, keepLocal, retire }: Intent): string {
  if (retire) return `deletes ${from}, of which its bucket keeps the version`;
  if (local.length === 0) return `leaves ${from} as it is`;
  const files = local.join(", ");
  return keepLocal
    ? `leaves ${files} on this machine, with all secrets in it`
    : `removes ${files}, if you say so again`;
}

const lineageOf = ({ lineage }: StateFile): string =>
  lineage === "" ? "which has no lineage and is given one" : `lineage ${lineage}`;

export const summary = ({ addresses, serial, ...writer }: StateFile): string =>
  `${count(addresses.length, "resource")} (serial ${serial}, ${releaseName(writerNote(writer))})`;

const replaced = (older: StateFile | undefined): string =>
  older ? `whose older state of ${summary(older)} stays as a version` : "where there is no state";

interface Declared extends Moves {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly module?: Readonly<Record<string, unknown>>;
}

/**
 * Addresses in a state that a configuration neither declares, also after its `moved` blocks, nor has a
 * `removed` block for: Terraform's next plan will want to destroy them.
 *
 * @param configuration Terraform JSON
 */
export function undeclared(addresses: readonly string[], configuration: Declared): string[] {
  const { resource = {}, module = {}, ...moves } = configuration;
  return addresses.filter((address) => {
    if (removalOf(address, moves)) return false;
    const {
      modules: [within] = [],
      type = "",
      name = "",
    } = parseAddress(afterMoves(address, moves)) ?? {};
    return within ? !(within.name in module) : !(name in (resource[type] ?? {}));
  });
}

/** Addresses in a state that a configuration has `removed` blocks to destroy for. */
export const toDestroy = (addresses: readonly string[], configuration: Moves): string[] =>
  addresses.filter((address) => removalOf(address, configuration) === "destroyed");

/** How many addresses are named before the rest is counted. */
const NAMED = 8;

function some(addresses: readonly string[]): string {
  const named = addresses.slice(0, NAMED).join(", ");
  return addresses.length > NAMED ? `${named}, and ${addresses.length - NAMED} more` : named;
}

/** What it means to take over a state that another configuration has made. */
function foreign({ undeclared, toDestroy, stack }: Intent): string[] {
  const destroyed =
    toDestroy.length === 0
      ? []
      : [
          `  the next apply of ${stack} destroys ${toDestroy.length} of its resources, by its removed blocks: ${some(toDestroy)}`,
        ];
  if (undeclared.length === 0) return destroyed;
  return [
    ...destroyed,
    `  ${stack} does not declare ${undeclared.length} of its resources: ${some(undeclared)}`,
    "    Nothing is applied now, but the stack's next apply would destroy them. Look at its plan first:",
    "    declare each in the stack under the same address, or give Terraform a moved or removed block for it",
  ];
}

function installed({ providers, stack }: Intent): string[] {
  if (providers.length === 0) return [];
  return [
    `  ${stack} does not name ${providers.join(", ")}, of which Terraform will install the newest version`,
    "    for this state as long as something in it needs that",
  ];
}
