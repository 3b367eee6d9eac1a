import { setTimeout as sleep } from "node:timers/promises";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { NOT_USABLE } from "../core/exit-codes";
import { plainLine } from "../core/plain";
import { during } from "../core/waiting";
import type { OpenDelivery } from "../delivery/open";
import { nameOf, statusOf } from "../delivery/store/plan-meta";

const POLL_MS = 5000;

export interface ApprovalOptions {
  readonly id: string;
  /** Hash of the plan, from where it was made. */
  readonly sha256: string;
  /** Minutes after which nobody waits any more. */
  readonly minutes: number;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks. @default 5000 */
  readonly pollMs?: number | undefined;
}

/**
 * Waits until somebody has approved a plan. Whether that is somebody who may, its apply checks.
 *
 * @returns `approved`; `applied` where somebody, such as a workflow, has applied it meanwhile
 * @throws OperationError with exit code 5 when it cannot be applied any more, or nobody has come
 */
export function approvalOf(
  open: Pick<OpenDelivery, "store">,
  options: ApprovalOptions,
): Promise<"approved" | "applied"> {
  return during(`waiting for an approval of ${options.id}`, wait(open, options));
}

async function wait(
  open: Pick<OpenDelivery, "store">,
  { id, sha256, minutes, signal, pollMs = POLL_MS }: ApprovalOptions,
): Promise<"approved" | "applied"> {
  const end = Date.now() + minutes * 60_000;
  for (;;) {
    const record = await open.store.record(id);
    if (record === undefined)
      throw new OperationError(`${id} is not in ${open.store.address} any more`);
    const status = statusOf(record, open.store.now());
    if (status === "approved" || status === "applied") return status;
    if (status !== "waiting" && status !== "started") {
      const { approval, newer, outcome } = record;
      const reason =
        status === "rejected"
          ? ` by ${nameOf(approval!.by)}: ${plainLine(approval!.why ?? "no reason given")}`
          : status === "superseded"
            ? ` by ${newer}: ${ownCommand(`show ${newer}`)}`
            : status === "failed"
              ? `: ${outcome?.error ?? "no reason is stored"}`
              : "";
      throw new OperationError(`${id} cannot be applied: ${status}${reason}`, NOT_USABLE);
    }
    if (Date.now() >= end) {
      throw new OperationError(
        `${id}: nobody has approved it within ${minutes} minutes, and it still waits. Once it is approved: ${ownCommand(`apply ${id} --sha256 ${sha256}`)}`,
        NOT_USABLE,
      );
    }
    await sleep(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
