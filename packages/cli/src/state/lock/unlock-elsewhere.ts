import path from "node:path";
import { ownerOf } from "@groundwork/configuration/names";
import { workspaceName } from "@groundwork/configuration/state-place";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { LOCKED } from "../../core/exit-codes";
import { projectRoot } from "../../core/project";
import type { OpenAnyState } from "../open";
import type { ForeignLock } from "../../terraform/foreign-lock";
import type { LockInfo } from "../../terraform/lock-info";
import { requireTerraform } from "../../terraform/release";
import { holderSigns, judge, type Verdict } from "./lock-holder";
import type { LockPlace } from "./lock-places";
import {
  FORCED,
  lockJson,
  lockReport,
  releasedText,
  WAIT_OR_FORCE,
  type JudgedPlace,
  type ReleasedLock,
} from "./lock-report";
import { heldBy } from "./locks";
import { expectPersonForLiving } from "./may-live";
import type { UnlockOptions } from "./unlock";

/** The document for programs, as in S3. */
interface Released {
  readonly stack: string;
  readonly key: string;
  locks?: ReturnType<typeof lockJson>;
  released?: readonly ReleasedLock[];
  free?: boolean;
  error?: string;
}

/**
 * `groundwork unlock` where the state does not lie in S3: Terraform takes the lock for a moment and
 * tells who has it, and `terraform force-unlock` releases it.
 *
 * @throws OperationError with exit code 7 when the state stays locked
 */
export async function unlockElsewhere(open: OpenAnyState, options: UnlockOptions): Promise<void> {
  const { olderThan, json, env } = options;
  const { stack, key, asked, terraform, person, records, place } = open;
  await requireTerraform(env);
  const document: Released = { stack, key };
  await runCommand({ asked, json: json === true, document }, async () => {
    await terraform.init("-reconfigure");
    const lock = await judged(open, olderThan);
    document.locks = lockJson(lock ? [lock] : []);
    document.free = lock === undefined;
    if (lock === undefined) {
      person.tell(`${place} is not locked; nothing was changed.`);
      return;
    }
    person.tell(lockReport(key, [lock]));
    const { ID: id } = lock.info;
    expectReleasable(open, lock, options);
    const command = terraform.command(`force-unlock ${id}`);
    if (!(await person.confirm(`Release it by ${command} in ${terraform.dir}?`))) {
      throw new OperationError("stopped at your no; nothing was changed", LOCKED);
    }
    await terraform.forceUnlock(id);
    const released = { place: lock.place, id, by: "terraform" } as const;
    document.released = [released];
    person.tell(releasedText(released, terraform.command("force-unlock")));
    await records.forgetDead(stack);
    document.free = await isFree(open, id);
    person.tell(document.free ? `${key} is free.` : `${key} ${LOCK_DELAY}`);
  });
}

/** A lock of which Terraform tells at least how it is released. */
type JudgedLock = JudgedPlace & { readonly info: LockInfo };

async function judged(open: OpenAnyState, olderThan: number): Promise<JudgedLock | undefined> {
  const { stack, terraform, records, programs, place: where } = open;
  const held = await terraform.lockHolder();
  if (held === undefined) return undefined;
  const info = infoOf(open, held);
  const since = timeOf(info.Created);
  const place: LockPlace = { place: "backend", where, used: true, text: "", info, since };
  const folders = [terraform.dir, path.join(projectRoot, "cdktf.out/stacks", stack)];
  const signs = await holderSigns(records, stack, info, folders, programs);
  return { ...place, info, verdict: verdictOf(open, judge(place, signs, olderThan, new Date())) };
}

/** HCP Terraform tells nothing of the lock's holder, and releases it by the workspace's name. */
function infoOf({ organization, stack }: OpenAnyState, held: ForeignLock): LockInfo {
  const isCloud = organization.backend.type === "cloud";
  const { id, who, operation, version, created } = held;
  return {
    ID: isCloud ? workspaceName(organization, ownerOf(stack)) : id,
    Who: who ?? "unknown",
    Operation: operation ?? "unknown",
    Version: version ?? "unknown",
    // As a lock itself has it, which Terraform writes for people in another form.
    Created: (created && timeOf(created)?.toISOString()) ?? "",
  };
}

/** `2026-11-21 03:49:17.1 +0000 UTC`, as Go writes a time, or RFC 3339. */
function timeOf(text: string): Date | undefined {
  const [, day, time, zone] =
    /^(\S+) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d* ([+-]\d{4})/.exec(text) ?? [];
  const date = new Date(day === undefined ? text : `${day}T${time}${zone}`);
  return Number.isNaN(date.valueOf()) ? undefined : date;
}

/** The system ends a lock on a file with the process that has it, and lets nobody else end it. */
const verdictOf = ({ organization }: OpenAnyState, verdict: Verdict): Verdict =>
  organization.backend.type === "local"
    ? { releasable: false, final: true, why: "a process that lives has it, and it ends with that" }
    : verdict;

/** @throws OperationError where the lock stays as it is */
function expectReleasable(
  { person }: OpenAnyState,
  { verdict, info }: JudgedLock,
  options: UnlockOptions,
): void {
  const { force } = options;
  if (!verdict.releasable && (!force || verdict.final)) {
    if (!verdict.final) expectPersonForLiving(options);
    const next = verdict.final ? "Wait until that run has ended, or end it" : WAIT_OR_FORCE;
    throw new OperationError(`the lock was not released: ${verdict.why}. ${next}`, LOCKED);
  }
  if (info.ID === "") {
    throw new OperationError(
      "Terraform does not tell the lock's id, so nothing can release it",
      LOCKED,
    );
  }
  if (verdict.releasable) return;
  person.tell(FORCED);
}

/** https://developer.hashicorp.com/consul/docs/automate/session */
const LOCK_DELAY = "is released; Consul lets nobody lock it for 15 s after that, its lock delay.";

/** @throws OperationError when the state is locked, by the same lock or by somebody who came in between */
async function isFree(open: OpenAnyState, released: string): Promise<boolean> {
  const { key, terraform, organization } = open;
  const left = await terraform.lockHolder();
  if (left === undefined) return true;
  const info = infoOf(open, left);
  const isDelayed = organization.backend.type === "consul" && ["", released].includes(info.ID);
  if (isDelayed) return false;
  throw heldBy(key, info);
}
