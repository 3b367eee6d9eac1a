import type { StateLocation } from "@groundwork/configuration";
import type { Block } from "../stack-json";

/** A setting of an adopted bucket or table in whose place bootstrap-stack puts its own. */
export interface FoundSetting {
  /** The name of the setting in the file that keeps it, as `bucket-policy`. */
  readonly name: string;
  /** What is lost, as `policy is replaced: CrossAccountCi`. */
  readonly lost: string;
  /** The value that `putBack` takes as its FILE. */
  readonly value: unknown;
  /** The command that puts it back. */
  readonly putBack: string;
}

/** The two sides of a comparison. */
export interface Wanted {
  readonly location: StateLocation;
  /** The resource of bootstrap-stack that sets it. */
  readonly resource: Block;
  /** ARN of the key that encrypts states. @default there is none yet */
  readonly keyArn: string | undefined;
  /** Tags that bootstrap-stack sets. */
  readonly tags: Readonly<Record<string, unknown>>;
  /** Keys of tags that it leaves as they are. */
  readonly ignoredTags: readonly string[];
}

/** One check of an existing setting. */
export interface Look {
  /** The name for people, as `lifecycle rules`. */
  readonly what: string;
  /** The type of the resource that sets it in bootstrap-stack. @default it stays as it is */
  readonly type?: string;
  /** Undefined where nothing is lost; a text says what stays and matters. */
  look(wanted: Wanted): Promise<FoundSetting | string | undefined>;
}

export type Tags = readonly {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}[];

/** Tags that bootstrap-stack takes off or gives another value; `aws:` tags are nobody's to set. */
export const lostTags = (found: Tags, { tags, ignoredTags }: Wanted): string[] =>
  found
    .filter(({ Key = "" }) => !Key.startsWith("aws:") && !ignoredTags.includes(Key))
    .filter(({ Key = "", Value }) => tags[Key] !== Value)
    .map(({ Key, Value }) => `${Key}=${Value}`);

/** Tags that are lost, with what to do about it. */
export const tagsLost = (lost: readonly string[]): string =>
  `tags are taken off or replaced: ${lost.join(", ")}; ` +
  "those in backend.ignoreTags of environments/organization.ts stay";
