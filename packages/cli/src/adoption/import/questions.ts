import { problemOf } from "../../operate/states";
import { NoAnswer, type Asks, type Unanswered } from "./asks";
import type { ImportClients } from "./clients";

/** Names of errors by which services say that there is no such thing. */
const MISSING = /NotFound|NoSuch|DoesNotExist|^ClientException$/;

/** Asks AWS, each question once, and remembers which were not answered. */
export class Questions implements Asks {
  readonly unanswered: Unanswered[] = [];
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly clients: ImportClients) {}

  ask<Answer>(
    action: string,
    what: string,
    work: (clients: ImportClients) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const key = `${action} ${what}`;
    const known = this.answers.get(key) ?? this.answered(action, what, work);
    this.answers.set(key, known);
    return known as Promise<Answer | undefined>;
  }

  private async answered<Answer>(
    action: string,
    what: string,
    work: (clients: ImportClients) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    try {
      return await work(this.clients);
    } catch (error) {
      if (MISSING.test((error as Error).name)) return undefined;
      this.unanswered.push({ action, what, problem: problemOf(error) });
      throw new NoAnswer();
    }
  }
}
