import type { Environment } from "@groundwork/configuration";
import type { ApplyResult } from "../delivery/apply/apply";
import type { NamedImage } from "../sources/image-edit";
import type { OpenOptions } from "../state/open";
import type { UnderWay, Version } from "./deployments";
import type { Proposal } from "./propose";

/** What a workflow has done by a role each: `look` changes nothing. */
export const ROLLBACK_STEPS = ["look", "stop", "plan"] as const;

export interface RollbackOptions extends OpenOptions {
  readonly environment: Environment;
  /** @default the only one there is */
  readonly service?: string | undefined;
  /** A digest, the beginning of one, or a tag. @default the newest that is known to have served before */
  readonly to?: string | undefined;
  /** Kept with what is done; production demands it. */
  readonly why?: string | undefined;
  /** Minutes to wait for an approval, where one is demanded. */
  readonly wait: number;
  /** Also apply what else of the commit was not applied yet. */
  readonly withOthers: boolean;
  /** The one step that is done. @default all of them, the apply and the pull request as well */
  readonly only?: (typeof ROLLBACK_STEPS)[number] | undefined;
  /** How long to wait for the state's lock, as `5m`. */
  readonly lockTimeout: string;
}

/** The document for programs, as far as the command came. */
export interface RollbackResult extends ApplyResult {
  readonly environment: string;
  readonly service: string;
  readonly stack: string;
  runs?: Version;
  /** The deployment that is under way; undefined where nobody has asked for a look alone. */
  underWay?: Pick<UnderWay, "id" | "to" | "back">;
  /** The deployment that was stopped. */
  stopped?: Pick<UnderWay, "id" | "to" | "back">;
  to?: NamedImage;
  changes?: boolean;
  id?: string;
  sha256?: string;
  proposal?: Proposal;
  error?: string;
}
