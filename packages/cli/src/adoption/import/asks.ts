import type { ImportClients } from "./clients";

/** A question that AWS did not answer. */
export interface Unanswered {
  /** The right that it takes. */
  readonly action: string;
  /** What was asked about. */
  readonly what: string;
  readonly problem: string;
}

/** Whoever waits for an answer that AWS did not give. */
export class NoAnswer extends Error {}

/** Whoever can be asked about what is in AWS. */
export interface Asks {
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
  ): Promise<Answer | undefined>;
}
