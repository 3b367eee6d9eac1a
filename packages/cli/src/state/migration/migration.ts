import { randomUUID } from "node:crypto";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { readStackJson } from "../../core/project";
import { backUp } from "../backup";
import { matchDigest, storedDigest } from "../state-digest";
import { checkProviders } from "./check-providers";
import { completeState } from "./complete-state";
import { removeCopies } from "./local-copies";
import { heldBy } from "../lock/locks";
import { makeCurrent } from "../history/make-current";
import { checkSource, decide, type Decision } from "./migration-decision";
import type { MigrationNote, MigrationNotes } from "./migration-notes";
import { checkRetire, type Source } from "./migration-source";
import type { StateProvider } from "./state-providers";
import { describe, toDestroy, undeclared, type Migration } from "./migration-text";
import type { OpenState } from "../open";
import type { Release } from "../../terraform/release";
import { parseState, type StateFile } from "../../terraform/state-file";
import { readState } from "../state-object";

export interface MigrationOptions {
  /** Whether local files of the source stay. */
  readonly keepLocal: boolean;
  /** Whether an S3 source is deleted, which its bucket's versions keep. */
  readonly retire: boolean;
  /** The product that works on the stack. */
  readonly product: Release["product"];
  readonly signal: AbortSignal;
  readonly notes: MigrationNotes;
}

/**
 * Moves a state to a stack's key: both sides locked, both backed up, verified through Terraform,
 * and only then the source taken out of use. Stopped anywhere it is run again and goes on.
 */
export class StateMigration {
  private readonly backups: string[] = [];
  private readonly removed: string[] = [];
  private retired = false;
  private readonly lineageOfNone = randomUUID();

  constructor(
    private readonly state: OpenState,
    private readonly source: Source,
    private readonly options: MigrationOptions,
  ) {}

  /**
   * Looks whether it can be done; changes nothing.
   *
   * @returns what would be done, as {@link run} says it; undefined where it is done already
   * @throws OperationError when it cannot be done
   */
  async check(): Promise<string | undefined> {
    const text = await this.source.read();
    if (text === undefined && (await this.noted())) return undefined;
    const decision = await this.decide(text);
    const providers = await checkProviders(this.state, this.source, text!, this.options.product);
    if (this.options.retire) await checkRetire(this.source);
    return this.describe(text!, decision, providers);
  }

  /** @throws OperationError when what lies there, or the person, is against it */
  async run(): Promise<Migration> {
    const { state, source } = this;
    await state.locks.releaseLeft(state.key);
    await source.recover();
    const text = await source.read();
    const note = text === undefined ? await this.noted() : undefined;
    if (note) return this.finishGone(note);
    const decision = await this.decide(text);
    const providers = await checkProviders(state, source, text!, this.options.product);
    if (this.options.retire) await checkRetire(this.source);
    const settled = decision.type === "there" && decision.digest;
    if (settled && !(await this.hasMore())) return this.result("already there", decision.found);
    if (!settled || this.options.retire) {
      // First, so that what is wrong with the folder is known before anything is changed.
      if (decision.type === "move") await state.terraform.init("-reconfigure");
      state.person.tell(await this.describe(text!, decision, providers));
      if (!(await state.person.confirm("Do this?"))) {
        throw new OperationError("stopped at your no; nothing was changed");
      }
    }
    return source.holding(text!, () => this.move(text!));
  }

  /** Moves the state, under the source's lock. */
  private async move(text: string): Promise<Migration> {
    const { state, source, options } = this;
    const { type, found } = await state.locks.holding(state.key, "migrate", async () => {
      await this.expectUnchanged(text);
      // The state may have changed since the question.
      const decision = await this.decide(text);
      options.signal.throwIfAborted();
      if (decision.type === "move") await this.write(text);
      else {
        if (!decision.digest) await matchDigest(state.clients, state.location, state.key);
        await state.terraform.init("-reconfigure");
      }
      const expected =
        decision.type === "there"
          ? decision.found
          : parseState(completeState(text, this.lineageOfNone))!;
      return { type: decision.type, found: await this.verify(expected) };
    });
    options.signal.throwIfAborted();
    await this.expectUnchanged(text);
    const { lineage, serial } = found;
    const at = new Date().toISOString();
    await options.notes.remember(state.stack, { from: source.name, lineage, serial, at });
    if (options.retire) {
      await source.retire!();
      this.retired = true;
    } else if (!options.keepLocal) {
      const done = await removeCopies(state, source);
      this.backups.push(...done.backups);
      this.removed.push(...done.removed);
    }
    return this.result(type === "move" ? "moved" : "already there", found);
  }

  /** @throws OperationError when somebody wrote it past the lock */
  private async expectUnchanged(text: string): Promise<void> {
    if ((await this.source.read()) === text) return;
    throw new OperationError(`${this.source.name} was changed while this ran. Run it again`);
  }

  private async write(text: string): Promise<void> {
    const { clients, location, key, person } = this.state;
    this.backups.push(await backUp(clients, location, key, "migrate-source", text));
    const { backup } = await makeCurrent(
      this.state,
      completeState(text, this.lineageOfNone),
      "migrate",
    );
    if (backup !== undefined) this.backups.push(backup);
    person.tell(["Backed up before:", ...this.backups.map((copy) => `  ${copy}`)].join("\n"));
  }

  /** Reads through Terraform, which checks the digest, what is now at the destination. */
  private async verify(source: StateFile): Promise<StateFile> {
    const found = parseState(await this.state.terraform.pullState());
    const differs = [
      ["lineage", found?.lineage === source.lineage],
      ["number of resources", found?.addresses.length === source.addresses.length],
      ["serial", found !== undefined && found.serial >= source.serial],
    ].flatMap(([what, same]) => (same ? [] : [what]));
    if (found && differs.length === 0) return found;
    throw new OperationError(
      `${this.to}: Terraform reads there another ${differs.join(", ")} than the source has. ` +
        `The source is untouched. See: ${ownCommand(`doctor ${this.state.stack}`)}`,
    );
  }

  /** A run before this one moved the state, and was stopped after its source was gone. */
  private async finishGone(note: MigrationNote): Promise<Migration> {
    const { state, source } = this;
    const text = (await readState(state.clients, state.location, state.key)) ?? "";
    const found = parseState(text);
    if (found?.lineage !== note.lineage) {
      throw new OperationError(
        `${source.name} is gone: it was moved to ${this.to} at ${note.at}, but the state there is ` +
          `another one, or gone, since. See: ${ownCommand(`history ${state.stack}`)}`,
      );
    }
    return this.result("already there", found);
  }

  /** @param text of the source */
  private async decide(text: string | undefined): Promise<Decision> {
    const { clients, location, key, stack } = this.state;
    if (text === undefined) {
      throw new OperationError(
        `${this.source.name}: got nothing there, expected a Terraform state. Is it the right place?`,
      );
    }
    const digested = location.lock !== "s3";
    const [there, digest] = await Promise.all([
      readState(clients, location, key),
      digested ? storedDigest(clients, location, key) : undefined,
    ]);
    try {
      return decide(this.source.name, text, { stack, key, text: there, digest, digested });
    } catch (error) {
      // A run that is at work there writes the state first and its digest after.
      const torn = error instanceof OperationError && error.exitCode === MISMATCH;
      const lock = torn ? await this.state.locks.foreign(key) : undefined;
      throw lock ? heldBy(key, lock) : error;
    }
  }

  private noted(): Promise<MigrationNote | undefined> {
    return this.options.notes.recall(this.state.stack, this.source.name);
  }

  /** Whether the source is still to be taken out of use. */
  private async hasMore(): Promise<boolean> {
    if (this.options.retire) return true;
    return !this.options.keepLocal && (await this.source.localFiles()).length > 0;
  }

  private async describe(
    text: string,
    decision: Decision,
    providers: readonly StateProvider[],
  ): Promise<string> {
    const { state, source, options } = this;
    const file = checkSource(source.name, text);
    const json = await readStackJson(state.terraform.dir);
    return describe({
      from: source.name,
      source: file,
      stack: state.stack,
      to: this.to,
      decision,
      undeclared: undeclared(file.addresses, json),
      toDestroy: toDestroy(file.addresses, json),
      providers: providers.map(({ name }) => name),
      local: await source.localFiles(),
      ...options,
    });
  }

  private async result(outcome: Migration["outcome"], found: StateFile): Promise<Migration> {
    const { lineage, serial, addresses } = found;
    return {
      stack: this.state.stack,
      from: this.source.name,
      to: this.to,
      outcome,
      lineage,
      serial,
      resources: addresses.length,
      backups: this.backups,
      removed: this.removed,
      kept: await this.source.localFiles(),
      retired: this.retired,
    };
  }

  private get to(): string {
    return `s3://${this.state.location.bucket}/${this.state.key}`;
  }
}
