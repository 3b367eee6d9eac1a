import type { KnownVersion } from "./known-version";

/** What S3 and the lock table say of one state. */
export interface DigestFacts {
  /**
   * The digest in the table; undefined when there is none, or none that Terraform would compare
   * with.
   */
  readonly digest: string | undefined;
  /** Versions, newest first. */
  readonly versions: readonly KnownVersion[];
  /** How many other versions were not looked at: older ones, and those that AWS does not give. */
  readonly unread: number;
  /** How many copies lie under the state's backups. */
  readonly backups: number;
}

export type Choice =
  | { readonly action: "use-current" }
  | { readonly action: "restore"; readonly version: string }
  | { readonly action: "remove" };

export type DiagnosisKind =
  | "healthy"
  | "no-state"
  | "missing-digest"
  | "passing"
  | "deleted"
  | "overwritten"
  | "written-without-digest"
  | "orphan"
  | "not-a-state"
  | "other-format"
  | "unknown";

export interface Diagnosis {
  readonly kind: DiagnosisKind;
  /** Whether Terraform refuses this state, or would take the stack for one that was never applied. */
  readonly problem: boolean;
  /** Whether the digest is that of the object, or both are missing. */
  readonly agrees: boolean;
  /** What has happened, for a person. */
  readonly what: string;
  readonly recommended?: Choice | undefined;
  /** Whether the recommended choice cannot cost anything that somebody has made. */
  readonly losesNothing: boolean;
  readonly choices: readonly Choice[];
}
