import { problemOf } from "../../operate/states";
import type { ImportClients } from "./clients";

/** A question that AWS did not answer. */
export interface Unanswered {
  /** The right that it takes. */
  readonly action: string;
  /** What was asked about. */
  readonly what: string;
  readonly problem: string;
}

/** Names of errors by which services say that there is no such thing. */
const MISSING = /NotFound|NoSuch|DoesNotExist|^ClientException$/;

/** Whoever waits for an answer that AWS did not give. */
export class NoAnswer extends Error {}

/** Asks AWS, each question once, and remembers which were not answered. */
export class Questions {
  readonly unanswered: Unanswered[] = [];
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly clients: ImportClients) {}

  /**
   * @param action the right that it takes, such as `ec2:DescribeVpcs`
   * @param what is asked about
   * @returns undefined where there is no such thing
   * @throws NoAnswer where AWS does not answer
   */
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

/** Whoever can be asked. */
export type Asks = Pick<Questions, "ask">;
