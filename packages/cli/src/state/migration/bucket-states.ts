import { ownerOf, stateKey } from "@groundwork/configuration/names";
import { shellWord } from "../../core/shell-word";
import { table } from "../../core/table";
import type { OpenBackend } from "../open";
import { parseState } from "../../terraform/state-file";
import { readState } from "../state-object";
import { findStates, type FoundState } from "./found-states";
import { proposeMappings, type Mapping } from "./mappings";
import type { ForeignBackend } from "./source-s3";

/** A state in a bucket, and which stack of this project has it. */
interface ListedState extends FoundState {
  /** The stack whose own key this is, when it is this project's bucket that is looked at. */
  readonly ownOf: string | undefined;
  /** The stack to which it was moved before. */
  readonly movedTo: string | undefined;
}

/** The states of a bucket that somebody has made, as they were found. */
export class BucketStates {
  /** Keys of those that can be moved. */
  readonly keys: readonly string[];
  /** What lies at other keys than those, in words. */
  readonly others: ReadonlyMap<string, string>;
  /** Which of them belongs to which stack, as far as their names leave no doubt. */
  private readonly proposed: readonly Mapping[];

  private constructor(
    private readonly location: ForeignBackend["location"],
    private readonly found: readonly ListedState[],
    stacks: readonly string[],
  ) {
    const foreign = found.filter(({ ownOf }) => ownOf === undefined);
    const states = foreign.filter(({ state }) => state !== undefined);
    this.keys = states.map(({ key }) => key);
    this.others = new Map(
      foreign.flatMap(({ key, state, words }) =>
        state === undefined && words !== undefined ? [[key, words] as const] : [],
      ),
    );
    const taken = new Set(foreign.map(({ movedTo }) => movedTo));
    this.proposed = proposeMappings(
      stacks.filter((stack) => stack !== "bootstrap-stack" && !taken.has(stack)),
      states.filter(({ movedTo }) => movedTo === undefined).map(({ key }) => key),
    );
  }

  /** @throws OperationError when bucket or table cannot be read */
  static async find(backend: ForeignBackend, home: OpenBackend): Promise<BucketStates> {
    const found = await findStates(backend);
    const own = new Map(home.stacks.map((stack) => [stateKey(ownerOf(stack)), stack]));
    const isHome = backend.location.bucket === home.location.bucket;
    const lineages = await stacksByLineage(home);
    const listed = found.map((one) => {
      const ownOf = isHome ? own.get(one.key) : undefined;
      const movedTo =
        ownOf === undefined && one.state ? lineages.get(one.state.lineage) : undefined;
      return { ...one, ownOf, movedTo };
    });
    return new BucketStates(backend.location, listed, home.stacks);
  }

  /** For a person. */
  table(): string {
    const { bucket, lockTable } = this.location;
    const locked = lockTable === "" ? "no lock table named" : `lock table ${lockTable}`;
    if (this.found.length === 0) return `No states in s3://${bucket} (${locked}).`;
    const rows = this.found.map((one) => [
      one.key,
      String(one.state?.serial ?? "-"),
      String(one.state?.addresses.length ?? "-"),
      one.state?.terraformVersion ?? "-",
      one.state?.lineage || "-",
      one.changed?.slice(0, 16).replace("T", " ") ?? "-",
      one.digest,
      one.lock ? `${one.lock.Who}, ${one.lock.Created}` : "no",
      remark(one),
    ]);
    return `States in s3://${bucket} (${locked}):\n\n${table([HEADINGS, ...rows], { giveWay: ["lineage", "changed (UTC)"] })}`;
  }

  /**
   * The command that would move what fits.
   *
   * @param from as `--from` said it
   */
  proposal(from: string): string {
    const command = `npm run migrate -- --from ${shellWord(from)}`;
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
      digest,
      lock: lock ?? null,
      ownOf: one.ownOf ?? null,
      movedTo: one.movedTo ?? null,
    }));
    return { bucket, table: lockTable || null, region, states, proposed: this.proposed };
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

function remark({ state, words, changed, ownOf, movedTo }: ListedState): string {
  if (ownOf !== undefined) return `${ownOf}'s own`;
  if (changed === undefined) return "gone: only its digest is left";
  if (!state) return words ?? "";
  if (movedTo !== undefined) return `moved to ${movedTo} before`;
  return state.lineage === "" ? "without a lineage" : "";
}

/** Which stack has a state of which lineage. */
async function stacksByLineage({ stacks, clients, location }: OpenBackend) {
  const lineages = new Map<string, string>();
  for (const stack of stacks) {
    const key = stateKey(ownerOf(stack));
    const text = await readState(clients, location, key).catch(() => undefined);
    const lineage = text === undefined ? undefined : parseState(text)?.lineage;
    // All that have none have the same.
    if (lineage) lineages.set(lineage, stack);
  }
  return lineages;
}
