import { writerNote } from "../../terraform/state-engine";
import { ownerOf } from "@groundwork/configuration/names";
import { keyOfState } from "../../core/stack-of";
import { ownCommand } from "@groundwork/constructs/own-command";
import { shellWord } from "../../core/shell-word";
import { table } from "../../core/table";
import type { OpenBackend } from "../open";
import { findStates, type FoundState } from "./found-states";
import { kinshipOf } from "./kinship";
import type { Mapping } from "./mappings";
import { proposeMappings } from "./proposals";
import type { ForeignBackend } from "./source-s3";

/** A state in a bucket, and which stack of this project has it. */
interface ListedState extends FoundState {
  /** The stack whose own key this is, when it is this project's bucket that is looked at. */
  readonly ownOf: string | undefined;
  /** The stack to which it was moved before. */
  readonly movedTo: string | undefined;
  /** The stack whose state has its lineage, but not its content: one of them is a copy. */
  readonly relatedTo: string | undefined;
}

/** The states of a bucket that somebody has made, as they were found. */
export class BucketStates {
  /** Keys of those that can be moved. */
  readonly keys: readonly string[];
  /** The objects at other keys than those, in words. */
  readonly others: ReadonlyMap<string, string>;
  /** Which of them belongs to which stack, as far as their names leave no doubt. */
  private readonly proposed: readonly Mapping[];

  private constructor(
    private readonly location: ForeignBackend["location"],
    private readonly found: readonly ListedState[],
    private readonly notes: readonly string[],
    stacks: readonly string[],
  ) {
    const foreign = found.filter(({ ownOf }) => ownOf === undefined);
    const states = foreign.filter(({ state }) => state !== undefined);
    this.keys = states.map(({ key }) => key);
    this.others = new Map(
      foreign.flatMap(({ key, state, words, unread }) => {
        const what = words ?? (unread === undefined ? undefined : `what ${unread}`);
        return state === undefined && what !== undefined ? [[key, what] as const] : [];
      }),
    );
    const taken = new Set(foreign.flatMap(({ movedTo, relatedTo }) => [movedTo, relatedTo]));
    // An object that cannot be read may be the one that is meant.
    const open = foreign.filter(
      ({ movedTo, state, unread }) => movedTo === undefined && (state ?? unread) !== undefined,
    );
    this.proposed = proposeMappings(
      stacks.filter((stack) => stack !== "bootstrap-stack" && !taken.has(stack)),
      open.map(({ key }) => key),
    ).filter(({ key }) => this.keys.includes(key));
  }

  /** @throws OperationError when the bucket cannot be read, or there is no such table */
  static async find(backend: ForeignBackend, home: OpenBackend): Promise<BucketStates> {
    const { states, notes } = await findStates(backend);
    const own = new Map(home.stacks.map((stack) => [keyOfState(stack), stack]));
    const isHome = backend.location.bucket === home.location.bucket;
    const kinship = await kinshipOf(home);
    const listed: ListedState[] = [];
    for (const one of states) {
      const ownOf = isHome ? own.get(one.key) : undefined;
      const kin = ownOf === undefined ? kinship.stackWith(one.state?.lineage ?? "") : undefined;
      const wasMoved = kin !== undefined && (await kinship.wasMoved(one, kin));
      listed.push({
        ...one,
        ownOf,
        movedTo: wasMoved ? kin : undefined,
        relatedTo: wasMoved ? undefined : kin,
      });
    }
    return new BucketStates(backend.location, listed, notes, home.stacks);
  }

  /** The list for a person. */
  table(): string {
    const { bucket, lockTable } = this.location;
    const locked = lockTable === "" ? "no lock table named" : `lock table ${lockTable}`;
    const notes = this.notes.map((note) => `\n${note}`).join("");
    if (this.found.length === 0) return `No states in s3://${bucket} (${locked}).${notes}`;
    const rows = this.found.map((one) => [
      one.key,
      String(one.state?.serial ?? "-"),
      String(one.state?.addresses.length ?? "-"),
      one.state ? writerNote(one.state) : "-",
      one.state?.lineage || "-",
      one.changed?.slice(0, 16).replace("T", " ") ?? "-",
      one.digest,
      lockText(one),
      remark(one),
    ]);
    const rowsText = table([HEADINGS, ...rows], { giveWay: ["lineage", "changed (UTC)"] });
    return `States in s3://${bucket} (${locked}):\n\n${rowsText}${notes}`;
  }

  /**
   * The command that would move what fits.
   *
   * @param from as `--from` said it
   */
  proposal(from: string): string {
    const command = ownCommand(`migrate --from ${shellWord(from)}`);
    if (this.proposed.length === 0) return `To move one: ${command} --map <stack>=<key>`;
    const maps = this.proposed.map(({ stack, key }) => `--map ${ownerOf(stack)}=${shellWord(key)}`);
    return `By their names, these belong together: ${[command, ...maps].join(" ")}`;
  }

  /** The same as data. */
  json() {
    const { bucket, lockTable, region } = this.location;
    const states = this.found.map(({ key, state, words, changed, digest, lock, ...one }) => ({
      key,
      serial: state?.serial ?? null,
      lineage: state?.lineage || null,
      resources: state?.addresses.length ?? null,
      terraformVersion: state?.terraformVersion ?? null,
      bytes: state?.bytes ?? null,
      changed: changed ?? null,
      what: words ?? null,
      unread: one.unread ?? null,
      digest,
      lock: lock ?? null,
      ownOf: one.ownOf ?? null,
      movedTo: one.movedTo ?? null,
      relatedTo: one.relatedTo ?? null,
    }));
    const { notes, proposed } = this;
    return { bucket, table: lockTable || null, region, states, notes, proposed };
  }
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

function lockText({ lock, unread }: ListedState): string {
  if (lock) return `${lock.Who}, ${lock.Created}`;
  return unread?.includes("lock") ? "unknown" : "no";
}

const remark = (one: ListedState): string =>
  [standing(one), one.unread].filter((text) => text !== undefined && text !== "").join("; ");

function standing({ state, words, changed, ownOf, movedTo, relatedTo }: ListedState) {
  if (ownOf !== undefined) return `${ownOf}'s own`;
  if (changed === undefined) return "gone: only its digest is left";
  if (!state) return words;
  if (movedTo !== undefined) return `moved to ${movedTo} before`;
  if (relatedTo !== undefined) return `has the lineage of ${relatedTo}'s state, with other content`;
  return state.lineage === "" ? "without a lineage" : "";
}
