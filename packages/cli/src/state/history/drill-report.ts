import { OperationError } from "../../core/errors";
import { planSummary, type PlannedChanges } from "../../terraform/plan-changes";
import { when } from "../../core/when";
import type { OpenBackend } from "../open";

/** How the drill of one version ended. */
export interface Tried {
  readonly versionId: string;
  readonly time: string;
  readonly serial?: number | undefined;
  readonly resources?: number | undefined;
  readonly plan?: PlannedChanges | undefined;
  /** Why it would not restore. */
  readonly problem?: string | undefined;
  /** What it is instead of a state; then it was not tried, and does not count. */
  readonly passedOver?: string | undefined;
  readonly seconds: number;
}

/** What the drill of a stack has tried, newest version first. */
export interface DrilledStack {
  readonly stack: string;
  readonly key: string;
  readonly versions: readonly Tried[];
  /** Why none could be tried. */
  readonly problem?: string | undefined;
}

/** One tried version, for people. */
export function lineOf(
  stack: string,
  { versionId, time, serial, plan, problem, passedOver, seconds }: Tried,
): string {
  if (passedOver !== undefined) {
    const written = when(new Date(time));
    return `${stack}: version ${versionId} of ${written} is passed over: it is ${passedOver}, and no state`;
  }
  const subject = `${stack}: version ${versionId} of ${when(new Date(time))}, serial ${serial ?? "unknown"}`;
  const [summary] = plan ? planSummary(plan).split("\n") : [];
  return `${subject}: ${problem === undefined ? `restores (${seconds} s). ${summary}` : "does not restore"}`;
}

/**
 * Tells how a drill ended.
 *
 * @param named whether the person has named the stack
 * @throws OperationError naming each version that does not restore, and each stack that has none to try
 */
export function conclude(
  { person, location }: OpenBackend,
  drilled: readonly DrilledStack[],
  named: boolean,
): void {
  const failed = drilled.flatMap(({ stack, versions, problem: ofAll }) => [
    ...(ofAll === undefined ? [] : [`${stack}: ${ofAll}`]),
    ...versions
      .filter(({ problem }) => problem !== undefined)
      .map(
        ({ versionId, problem }) => `${stack}: version ${versionId} does not restore: ${problem}`,
      ),
  ]);
  if (failed.length > 0) throw new OperationError(failed.join("\n"));
  const count = drilled
    .flatMap(({ versions }) => versions)
    .filter(({ passedOver }) => passedOver === undefined).length;
  if (named && count === 0) {
    const [{ stack, key }] = drilled as [DrilledStack];
    throw new OperationError(
      `${stack}: got no version of s3://${location.bucket}/${key}, expected one at least`,
    );
  }
  person.tell(count === 1 ? "1 version restores." : `${count} versions restore.`);
}
