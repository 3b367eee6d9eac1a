/** What is done to one resource, with what Terraform says beside its values. */
export interface ChangedResource {
  readonly type: string;
  /** Undefined or null for what is made. */
  readonly before: unknown;
  /** Undefined or null for what is destroyed. */
  readonly after: unknown;
  /** What of the value after is known only when it is applied. @default nothing */
  readonly unknown?: unknown;
  /** The resource as the code has it, with references in place of what is not known yet. */
  readonly code?: unknown;
}

/** More access than before, in words that go on behind the name of what gives it. */
export interface Wider {
  /** Whether somebody may do more, or something is reached by more. */
  readonly kind: "permissions" | "network";
  /** `may s3:PutObject on arn:aws:s3:::shop/*`, `is reachable from 10.0.0.0/8 on tcp 22` */
  readonly words: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The arguments of a resource; none for what is not there. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** A value or values as texts; nothing is no text. */
export const textsOf = (value: unknown): string[] =>
  [value]
    .flat()
    .flatMap((one) => (one === undefined || one === null || one === "" ? [] : [String(one)]));

/** How many things a line names; pages and documents have all of them. */
const NAMED_MAX = 4;

/** `a, b and 3 more` */
export function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, NAMED_MAX).map(referenced);
  const more = texts.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** A reference in code, without the signs of a template. */
const referenced = (text: string): string => text.replace(/\$\{([^{}]+)\}/g, "$1");
