import { randomUUID } from "node:crypto";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { hostname, userInfo } from "node:os";
import { ownCommand } from "@groundwork/constructs/own-command";
import { httpStatus, oneLine } from "../../core/aws/error";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { stackOfKey } from "../../core/stack-of";
import { parseState } from "../../terraform/state-file";
import { stateFormat } from "../../terraform/state-format";
import {
  emptyState,
  NO_PARTS,
  partsOf,
  withParts,
  type StateParts,
} from "../../terraform/state-parts";
import { backUp } from "../backup";
import { diagnose } from "../digest/digest-diagnosis";
import { readDigestFacts } from "../digest/digest-facts";
import { makeCurrent } from "../history/make-current";
import { heldBy } from "../lock/locks";
import type { OpenBackend } from "../open";
import { digestOf, matchDigest, removeDigest, storedDigest } from "../state-digest";
import { readState, readStateBytes } from "../state-object";
import { isRead } from "./contract";
import type { HeldParts } from "./distribution";
import {
  forgetUnfinished,
  noteUnfinished,
  readUnfinished,
  type LayerCommand,
  type UnfinishedMove,
} from "./unfinished";

/** The states of an environment in one place, lowest layer first; the last is the services'. */
export class LayerStates {
  constructor(
    private readonly backend: Pick<OpenBackend, "clients" | "location" | "locks">,
    readonly keys: readonly [string, ...string[]],
  ) {}

  get services(): string {
    return this.keys.at(-1)!;
  }

  /**
   * Does something while nobody else, Terraform included, can change one of them. They are locked in
   * one order by all, so that no two wait for each other.
   *
   * @throws OperationError with exit code 7 when somebody else has locked one
   */
  holding<Result>(command: LayerCommand, work: () => Promise<Result>): Promise<Result> {
    const { locks } = this.backend;
    return this.keys.reduceRight(
      (inner, key) => () => locks.holding(key, `groundwork ${command}`, inner),
      work,
    )();
  }

  /** Releases the locks of a command that was killed on this machine. */
  async releaseLeft(): Promise<void> {
    for (const key of this.keys) await this.backend.locks.releaseLeft(key);
  }

  /**
   * @throws OperationError where one cannot be read as a state, with exit code 4 where one is not that
   *   of its digest
   */
  read(): Promise<HeldParts[]> {
    return Promise.all(this.keys.map((key) => this.readOne(key)));
  }

  private async readOne(key: string): Promise<HeldParts> {
    const { clients, location } = this.backend;
    const bytes = await readStateBytes(clients, location, key);
    if (!(await this.hasDigest(key, bytes)) && !(await this.isTorn(key))) {
      const lock = await this.backend.locks.foreign(key);
      throw lock ? heldBy(key, lock) : digestDiffers(key);
    }
    if (bytes === undefined) return { key, parts: NO_PARTS };
    const text = String(bytes);
    if (parseState(text) === undefined) throw noState(key, bytes);
    return { key, parts: heldIn(text) };
  }

  /** Terraform takes a missing digest for "not to be compared". */
  private async hasDigest(key: string, bytes: Uint8Array | undefined): Promise<boolean> {
    const { clients, location } = this.backend;
    if (location.lock === "s3") return true;
    const digest = await storedDigest(clients, location, key);
    return digest === undefined || (bytes !== undefined && digest === digestOf(bytes));
  }

  /** Whether a run that was not finished died between a state and its digest. */
  private async isTorn(key: string): Promise<boolean> {
    if ((await this.unfinished()) === undefined) return false;
    const { clients, location } = this.backend;
    const { kind, losesNothing } = diagnose(await readDigestFacts({ clients, location, key }));
    return kind === "written-without-digest" && losesNothing;
  }

  /** Writes the digests that a run which died has not written. The caller must hold the locks. */
  async mend(): Promise<void> {
    const { clients, location } = this.backend;
    for (const key of this.keys) {
      const bytes = await readStateBytes(clients, location, key);
      if ((await this.hasDigest(key, bytes)) || !(await this.isTorn(key))) continue;
      await matchDigest(clients, location, key);
    }
  }

  unfinished(): Promise<UnfinishedMove | undefined> {
    const { clients, location } = this.backend;
    return readUnfinished(clients, location, this.services);
  }

  /**
   * Keeps copies of all that there are, and notes that a move has begun.
   *
   * @returns the note; that of the run before, with its copies, where one was not finished
   */
  async begin(command: LayerCommand): Promise<UnfinishedMove> {
    const { clients, location } = this.backend;
    const before = await this.unfinished();
    if (before !== undefined) return before;
    const copies: Record<string, string | null> = {};
    for (const key of this.keys) {
      const bytes = await readStateBytes(clients, location, key);
      const copy = bytes && (await backUp(clients, location, key, command, bytes));
      copies[key] = copy?.slice(`s3://${location.bucket}/`.length) ?? null;
    }
    const who = `${userInfo().username}@${hostname()}`;
    const note = { command, who, since: new Date().toISOString(), copies };
    await noteUnfinished(note, clients, location, this.services);
    return note;
  }

  end(): Promise<void> {
    const { clients, location } = this.backend;
    return forgetUnfinished(clients, location, this.services);
  }

  /** The states as they were when a move began. */
  before({ copies }: UnfinishedMove): Promise<HeldParts[]> {
    const { clients, location } = this.backend;
    return Promise.all(
      this.keys.map(async (key) => {
        const copy = copies[key] ?? undefined;
        if (copy === undefined) return { key, parts: NO_PARTS };
        const text = await readState(clients, location, copy);
        if (text === undefined) {
          throw new OperationError(`got no ${copy}, expected the copy of ${key} there`);
        }
        return { key, parts: heldIn(text) };
      }),
    );
  }

  /** Writes what states hold from now on, one after another. The caller must hold the locks. */
  async write(writes: readonly HeldParts[], signal: AbortSignal): Promise<void> {
    const { clients, location } = this.backend;
    for (const { key, parts } of writes) {
      // A run may end between two of them: nothing is in no state then, and the next run goes on.
      signal.throwIfAborted();
      const text = (await readState(clients, location, key)) ?? (await this.newState());
      await makeCurrent({ clients, location, key }, withParts(text, parts), undefined);
    }
  }

  /**
   * Deletes states of other layers that hold nothing any more. The bucket keeps their versions. The
   * caller must hold the locks.
   *
   * @returns a line for each that AWS did not let be deleted, and which stays as it is
   */
  async removeEmpty(): Promise<string[]> {
    const { clients, location } = this.backend;
    const refusals: string[] = [];
    for (const key of this.keys.filter((one) => one !== this.services)) {
      const text = await readState(clients, location, key);
      if (text === undefined) continue;
      const { entries, outputs } = partsOf(text);
      if (entries.length + outputs.size > 0) continue;
      try {
        // First, as a state without a digest can be read, and a digest without its state cannot.
        if (location.lock !== "s3") await removeDigest(clients, location, key);
        await clients.s3.send(new DeleteObjectCommand({ Bucket: location.bucket, Key: key }));
      } catch (error) {
        if (httpStatus(error) !== 403) throw error;
        refusals.push(`${key} holds nothing any more, and was not deleted: ${oneLine(error)}`);
      }
    }
    return refusals;
  }

  /** A state of its own, by the Terraform that wrote what goes into it. */
  private async newState(): Promise<string> {
    const { clients, location } = this.backend;
    const texts = await Promise.all(this.keys.map((key) => readState(clients, location, key)));
    const versions = texts.flatMap((text) => parseState(text ?? "")?.terraformVersion ?? []);
    return emptyState(versions.at(-1) ?? "", randomUUID());
  }
}

/** What a state holds. What stands in for something that is read counts as read. */
function heldIn(text: string): StateParts {
  const { entries, outputs } = partsOf(text);
  return {
    entries: entries.map((entry) => (isRead(entry.address) ? { ...entry, mode: "data" } : entry)),
    outputs,
  };
}

const digestDiffers = (key: string) =>
  new OperationError(
    `${key}: what lies there is not what its digest in the lock table stands for. First: ${ownCommand(`repair-digest ${stackOfKey(key)}`)}`,
    MISMATCH,
  );

const noState = (key: string, bytes: Uint8Array) =>
  new OperationError(
    `${key}: got ${stateFormat(bytes).words}, expected a state of format 4. See what lay there before: ${ownCommand(`history ${stackOfKey(key)}`)}`,
  );
