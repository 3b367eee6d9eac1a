import { isNoState, isSameLineage, type StateFormat } from "../../terraform/state-format";
import type { StateVersion } from "../history/versions";

/** One version of the state object, and its kind. */
export interface KnownVersion extends StateVersion {
  /** MD5 of the content; undefined for a delete marker. */
  readonly digest: string | undefined;
  /** Undefined for a delete marker. */
  readonly format: StateFormat | undefined;
}

/** Terraform takes an empty object for none (internal/backend/remote-state/s3/client.go, get). */
export const isPresent = (one: KnownVersion | undefined): boolean =>
  one !== undefined && !one.deleted && one.bytes > 0;

/** Whether it is a state, also of a format that is not read here. */
export const isKnown = ({ format }: KnownVersion): boolean =>
  format !== undefined && !isNoState(format);

export const wordsOf = (one: KnownVersion | undefined): string => one?.format?.words ?? "none";

/** Whether it continues another version. */
export function isSuccessor(
  { format: later }: KnownVersion,
  { format: earlier }: KnownVersion,
): boolean {
  const [is, was] = [later?.serial, earlier?.serial];
  if (is === undefined || was === undefined) return false;
  return isSameLineage(later?.lineage ?? "", earlier?.lineage ?? "") && is > was;
}

export const goneBy = ({ deleted }: KnownVersion): string =>
  deleted ? "deleted past Terraform" : "emptied past Terraform";

/** How a version came in the place of another without continuing it. */
export function overwrittenBy({ format: is }: KnownVersion, { format: was }: KnownVersion): string {
  if (is?.serial === undefined || is.lineage === undefined) return `by ${is?.words}`;
  if (was?.serial === undefined || was.lineage === undefined) {
    return `(${was?.words}) by ${is.words}`;
  }
  if (!isSameLineage(is.lineage, was.lineage)) {
    return `by one of another lineage (${is.lineage}, not ${was.lineage}): another stack's`;
  }
  return is.serial === was.serial
    ? `by another of the same serial, ${is.serial}`
    : `by an older one (serial ${is.serial}, not ${was.serial})`;
}
