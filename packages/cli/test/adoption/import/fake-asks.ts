import { NoAnswer, type Asks } from "../../../src/adoption/import/asks";

/**
 * AWS, as far as it is asked: answers by the right that a question takes, or by that and what is
 * asked about, as `iam:GetRole acme-dev`. What has no answer is not there.
 */
export class FakeAsks implements Asks {
  readonly asked: string[] = [];

  constructor(private readonly answers: Readonly<Record<string, unknown>>) {}

  async ask<Answer>(action: string, what: string): Promise<Answer | undefined> {
    const question = `${action} ${what}`;
    this.asked.push(question);
    const answer = this.answers[question] ?? this.answers[action];
    if (answer === REFUSED) throw new NoAnswer();
    return answer as Answer | undefined;
  }
}

/** An answer that AWS does not give. */
export const REFUSED = Symbol("refused");
