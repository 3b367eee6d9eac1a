/** What a message says, before it takes the form of an e-mail or of a post in Slack. */
export interface Notice {
  /** Whose topic it goes to: the environment, or the shared stack's owner. */
  readonly owner: string;
  /** The subject, which tells messages of a list apart at a glance. It is cut to what SNS takes. */
  readonly subject: string;
  /** Emoji of Slack, as `:warning:`. */
  readonly sign: string;
  /** What happened, to which environment, by whom. */
  readonly happened: string;
  readonly facts: readonly Fact[];
  readonly lists: readonly List[];
  /** What the reader can do now. */
  readonly next: readonly Step[];
  /** Messages with the same thread belong together. */
  readonly thread: string;
  readonly keywords: readonly string[];
  /** For programs; values without blanks, as custom actions in Slack take no others. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

/** Facts without a value are left out. */
export type Fact = readonly [name: string, value: string | undefined];

export interface List {
  readonly title: string;
  readonly items: readonly string[];
}

export interface Step {
  readonly what: string;
  /** A command to run in a checkout. */
  readonly command?: string | undefined;
  readonly url?: string | undefined;
}

/** `2026-11-21 04:20 UTC`: readers of one message sit in several time zones. */
export const utc = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
