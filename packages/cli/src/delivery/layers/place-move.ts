import { ownCommand } from "@groundwork/constructs/own-command";
import { readStackJson } from "../../core/project";
import { OperationError } from "../../core/errors";
import { STALE } from "../../core/exit-codes";
import type { Person } from "../../core/person";
import { isContract } from "../../state/layers/contract";
import { Declared } from "../../state/layers/declared";
import { distribute, type Distribution, type HeldParts } from "../../state/layers/distribution";
import { homesBefore, homesByCode, type DeclaringStack } from "../../state/layers/homes";
import type { LayerStates } from "../../state/layers/layer-states";
import type { LayerCommand, UnfinishedMove } from "../../state/layers/unfinished";
import type { StateEntry } from "../../terraform/state-parts";
import { originalAddress } from "../../stand-ins/addresses";
import { findingsText, type Found, type ShownMove } from "./move-text";
import { hasAny, settle, type PublishingStack, type Settling } from "./settle";

/** A stack of the environment as the code has it, and the key of its state. */
export interface PlacedStack extends PublishingStack {
  readonly key: string;
}

export interface PlaceMoveOptions {
  readonly command: LayerCommand;
  /** Name of the environment. */
  readonly environment: string;
  readonly states: LayerStates;
  /** Lowest layer first. */
  readonly stacks: readonly PlacedStack[];
  readonly person: Person;
  readonly dryRun: boolean;
  /** Whether what was moved stays where a plan finds more than the move explains. */
  readonly keep: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** What came of the move in one place. */
export interface PlaceOutcome {
  /** Key of the services' state. */
  readonly services: string;
  outcome?: "moved" | "nothing to move" | "put back" | "kept" | undefined;
  /** Copies of the states as they were, by their keys. */
  copies?: UnfinishedMove["copies"];
  /** Parameters of contracts that were made or destroyed. */
  contracts?: readonly string[];
  /** What plans found that no move explains. */
  findings?: readonly Found[];
}

/** Moves what an environment has in one place between its states. Stopped anywhere it is run again. */
export class PlaceMove {
  private shown: readonly string[] = [];
  private undeclared: readonly string[] = [];
  private declaring: readonly DeclaringStack[] = [];

  constructor(private readonly options: PlaceMoveOptions) {}

  get services(): string {
    return this.options.states.services;
  }

  /**
   * Looks what is to be moved. Nothing is changed but locks of a run that was killed, which are
   * released.
   *
   * @returns undefined where there is nothing
   * @throws OperationError when it cannot be done
   */
  async check(): Promise<ShownMove | undefined> {
    const { states, stacks, dryRun } = this.options;
    if (!dryRun) await states.releaseLeft();
    // In which folder Terraform works: stand-ins have addresses of their own.
    this.declaring = await Promise.all(
      stacks.map(async ({ key, terraform }) => ({
        key,
        declared: new Declared(await readStackJson(terraform.dir)),
      })),
    );
    const [held, unfinished] = await Promise.all([states.read(), states.unfinished()]);
    if (unfinished === undefined) this.expectDeclared(held);
    const distribution = this.byCode(held);
    this.undeclared = this.undeclaredIn(held);
    this.shown = namesOf(distribution);
    const goesOn = unfinished !== undefined;
    if (!goesOn && !distribution.isNeeded) return undefined;
    return { services: this.services, distribution, undeclared: this.undeclared, goesOn };
  }

  /** Has Terraform take the states again, where a run died before it had written a digest. */
  mend(): Promise<void> {
    const { command, states } = this.options;
    return states.holding(command, () => states.mend());
  }

  /** @param outcome is filled in, as far as it comes */
  async run(outcome: PlaceOutcome): Promise<PlaceOutcome> {
    const { command, states, signal, person, keep, environment } = this.options;
    await states.holding(command, async () => {
      const distribution = this.byCode(await states.read());
      if (namesOf(distribution).join() !== this.shown.join()) {
        throw new OperationError(
          `${this.services}: got another state than was shown, expected it unchanged; nothing was moved. Again: ${ownCommand(`${command} ${environment}`)}`,
          STALE,
        );
      }
      const note = await states.begin(command);
      outcome.copies = note.copies;
      person.tell(copiesText(note));
      const found = command === "split" ? await this.split(outcome) : await this.join(outcome);
      if (found.length > 0) {
        outcome.findings = found;
        person.tell(findingsText(found));
        if (keep) {
          outcome.outcome = "kept";
          return;
        }
        await this.putBack(note);
        outcome.outcome = "put back";
      } else outcome.outcome = "moved";
      signal.throwIfAborted();
      for (const refusal of await states.removeEmpty()) person.tell(refusal);
      await states.end();
    });
    return outcome;
  }

  /** Each layer's plan makes the parameters that those above it read. */
  private async split(outcome: PlaceOutcome): Promise<Found[]> {
    await this.writeAll(this.byCode(await this.options.states.read()));
    const contracts: string[] = [];
    for (const stack of this.options.stacks) {
      const { applied, findings } = await settle(stack, this.settling);
      contracts.push(...applied);
      outcome.contracts = contracts;
      if (hasAny(findings)) return [{ stack: stack.name, findings }];
      this.options.person.tell(settledText(stack.name, applied, "made"));
    }
    return [];
  }

  /** The plan that ends the parameters does nothing else: without them it is empty. */
  private async join(outcome: PlaceOutcome): Promise<Found[]> {
    const { states, stacks, person } = this.options;
    await this.writeAll(this.byCode(await states.read()));
    const stack = stacks[0]!;
    const { applied, findings } = await settle(stack, this.settling);
    outcome.contracts = applied;
    if (hasAny(findings)) return [{ stack: stack.name, findings }];
    person.tell(settledText(stack.name, applied, "destroyed"));
    return [];
  }

  private get settling(): Settling {
    const { command, env } = this.options;
    return {
      contracts: command === "split" ? "create" : "destroy",
      undeclared: new Set(this.undeclared),
      env,
    };
  }

  /** What has been made since stays in a state as well, that of the services. */
  private async putBack(note: UnfinishedMove): Promise<void> {
    const { states } = this.options;
    const homes = homesBefore(await states.before(note), this.services);
    await this.writeAll(distribute(await states.read(), homes));
  }

  private async writeAll({ writes, problems }: Distribution): Promise<void> {
    if (problems.length > 0) throw new OperationError(problems.join("\n"));
    await this.options.states.write(writes, this.options.signal);
  }

  /** @throws OperationError with all that keeps it from being done */
  private byCode(held: readonly HeldParts[]): Distribution {
    const distribution = distribute(held, homesByCode(this.declaring, this.services));
    const { problems } = distribution;
    if (problems.length === 0) return distribution;
    throw new OperationError(
      `${this.services}: nothing was moved.\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  }

  private undeclaredIn(held: readonly HeldParts[]): string[] {
    return held
      .flatMap(({ parts }) => parts.entries.filter((one) => this.isUndeclared(one)))
      .flatMap(({ addresses }) => addresses.map(originalAddress));
  }

  private isUndeclared(entry: StateEntry): boolean {
    return (
      entry.mode === "managed" &&
      !isContract(entry.address) &&
      !this.declaring.some(({ declared }) => declared.declares(entry) || declared.hasLeft(entry))
    );
  }

  /**
   * @throws OperationError where something that no stack declares lies where a plan that is applied
   *   would destroy it: with what a split makes in lower layers, or what a join ends
   */
  private expectDeclared(held: readonly HeldParts[]): void {
    const { command } = this.options;
    const lines = held
      .filter(({ key }) => command === "join" || key !== this.services)
      .flatMap(({ key, parts }) =>
        parts.entries
          .filter((entry) => this.isUndeclared(entry))
          .map(
            ({ address }) =>
              `${originalAddress(address)}: got it in ${key}, where no stack declares it`,
          ),
      );
    if (lines.length === 0) return;
    throw new OperationError(
      `${this.services}: nothing was moved.\n${lines.map((line) => `  ${line}`).join("\n")}\n` +
        "Expected none: a plan would destroy it. Declare it, apply its end before, or have a removed block forget it",
    );
  }
}

/** What is shown of a distribution, to be compared with another. */
const namesOf = ({ moves, outputs }: Distribution): string[] => [
  ...moves.map(({ entry, from, to }) => `${entry.addresses.join()} ${from} ${to}`),
  ...outputs,
];

const copiesText = ({ copies }: UnfinishedMove): string =>
  [
    "The states as they were are kept:",
    ...Object.entries(copies).map(([key, copy]) => `  ${copy ?? `no ${key} was there`}`),
    `A state alone as it was: ${ownCommand("history STACK")}, then ${ownCommand("restore STACK VERSION")}`,
  ].join("\n");

const settledText = (stack: string, applied: readonly string[], done: string): string =>
  applied.length === 0
    ? `${stack}: its plan is empty`
    : `${stack}: ${applied.length} parameters of contracts were ${done}; its plan is empty`;
