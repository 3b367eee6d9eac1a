import { setTimeout as sleep } from "node:timers/promises";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { FAILED, LOCKED, MISMATCH } from "../../core/exit-codes";
import { shellWord } from "../../core/shell-word";
import { expectAccepted } from "../history/accepted";
import type { Choice, Diagnosis, DigestFacts } from "./diagnosis";
import { diagnose } from "./digest-diagnosis";
import { readDigestFacts } from "./digest-facts";
import { carryOut } from "./digest-repair";
import { commandFor, digestJson, digestReport, question } from "./digest-report";
import { readLockPlaces } from "../lock/lock-places";
import { heldBy } from "../lock/locks";
import { openBackend, openState, stateKeyOf, type OpenOptions, type OpenState } from "../open";

export interface RepairDigestOptions extends OpenOptions {
  readonly stack: string;
  /** Write the digest of the current object. */
  readonly useCurrent?: boolean | undefined;
  /** Id of the version to make current. */
  readonly restore?: string | undefined;
  /** Remove the digest. */
  readonly remove?: boolean | undefined;
}

/** For programs, as far as it went: what digest-report.ts tells, and what was done. */
interface Repaired {
  readonly stack: string;
  readonly key: string;
  done?: Choice;
  backedUp?: readonly string[];
  accepted?: Awaited<ReturnType<typeof expectAccepted>>;
  error?: string;
}

/**
 * How long to wait: a write in progress needs only one more request from the object to its digest.
 */
const SECOND_LOOK_MS = 1000;

/**
 * `groundwork repair-digest`: finds out why a state and its digest in the lock table differ, and makes
 * them agree again.
 *
 * @throws OperationError with exit code 4 when they still differ
 */
export async function repairDigest(options: RepairDigestOptions): Promise<void> {
  const { stack, json, signal } = options;
  const wanted = askedChoice(options);
  const backend = openBackend(options, "repair-digest", options.stack);
  const { person, location, asked } = backend;
  const key = stateKeyOf(backend, stack);
  const document: Repaired = { stack, key };
  await runCommand({ asked, json, document }, async () => {
    if (location.lock === "s3") {
      Object.assign(document, { diagnosis: "no-digests", problem: false });
      person.tell(`${key} is locked by a lock file alone; Terraform keeps no digest of it.`);
      return;
    }
    await backend.locks.releaseLeft(key);
    // The checks wait for AWS, and the synth runs meanwhile.
    const [open, { facts, diagnosis }] = await Promise.all([
      openState(stack, options, backend),
      look({ ...backend, key }, signal),
    ]);
    Object.assign(document, digestJson(facts, diagnosis));
    person.tell(digestReport(stack, facts, diagnosis));
    const choice = await choose(open, options, wanted, facts, diagnosis);
    if (!choice) return;

    const backups = await open.locks.holding(key, "groundwork repair-digest", () =>
      carryOut(open, choice, facts),
    );
    Object.assign(document, { done: choice, backedUp: backups });
    for (const backup of backups) person.tell(`What was there before is kept in ${backup}`);
    const after = await readDigestFacts(open);
    if (choice.action === "remove" ? after.digest !== undefined : !diagnose(after).agrees) {
      throw new OperationError(`${key} and its digest still differ. Run it again`, MISMATCH);
    }
    const accepted = await expectAccepted(open).catch((error: Error) => {
      throw new OperationError(`the digest is repaired, but: ${error.message}`);
    });
    document.accepted = accepted;
    const { serial, resources, planChanges } = accepted;
    const what =
      serial === undefined
        ? "that there is none"
        : `serial ${serial}, ${count(resources, "resource")}`;
    person.tell(
      `Terraform accepts the state: ${what}. Its plan ` +
        (planChanges ? `shows changes: npx cdktf diff ${stack}` : "shows no changes."),
    );
  });
}

function askedChoice({ useCurrent, restore, remove }: RepairDigestOptions): Choice | undefined {
  const asked: Choice[] = [
    ...(useCurrent ? [{ action: "use-current" } as const] : []),
    ...(restore === undefined ? [] : [{ action: "restore", version: restore } as const]),
    ...(remove ? [{ action: "remove" } as const] : []),
  ];
  if (asked.length > 1) {
    throw new OperationError(
      `got --${asked.map(({ action }) => action).join(" and --")}, expected one of them`,
    );
  }
  return asked[0];
}

/** Looks twice when something is wrong: a write under way puts it right by itself. */
async function look(
  where: Parameters<typeof readDigestFacts>[0],
  signal: AbortSignal,
): Promise<{ facts: DigestFacts; diagnosis: Diagnosis }> {
  const first = await readDigestFacts(where);
  const before = diagnose(first);
  if (!before.problem) return { facts: first, diagnosis: before };
  await sleep(SECOND_LOOK_MS, undefined, { signal });
  const facts = await readDigestFacts(where);
  const diagnosis = diagnose(facts);
  if (diagnosis.kind !== "healthy") return { facts, diagnosis };
  const what =
    `At the first look state and digest differed, ${SECOND_LOOK_MS / 1000} s later they agree: ` +
    "a run was writing, or S3 was slow. Nothing is to be repaired.";
  return { facts, diagnosis: { ...diagnosis, kind: "passing", what } };
}

/**
 * The choice to carry out; undefined when there is none.
 *
 * @throws OperationError when nothing may be done without another word of the person
 */
async function choose(
  open: OpenState,
  options: RepairDigestOptions,
  asked: Choice | undefined,
  facts: DigestFacts,
  diagnosis: Diagnosis,
): Promise<Choice | undefined> {
  const { person } = open;
  const { yes = false, stack } = options;
  const { problem, recommended, choices, losesNothing } = diagnosis;
  if (asked) checkAsked(asked, facts, diagnosis);
  const choice = asked ?? recommended;
  if (!choice) {
    if (!problem) return undefined;
    const each = choices.map((one) => `\n  ${commandFor(stack, one)}`).join("");
    const fits = diagnosis.kind === "other-format" && diagnosis.agrees;
    const why = fits
      ? `object and digest agree, so nothing is repaired; ${ownCommand(`history ${stack}`)} tells who wrote it`
      : each === ""
        ? "nothing here can repair that"
        : "none of what can be done is recommended";
    throw new OperationError(
      `${why}${each && `; choose, if you know better:${each}`}`,
      fits ? FAILED : MISMATCH,
    );
  }
  if (choice.action === "use-current" && diagnosis.agrees) return undefined;
  // Another version becomes the state, as by `restore`.
  if (choice.action === "restore") {
    const line = `repair-digest ${stack} --restore ${shellWord(choice.version)}`;
    expectPerson("to restore a version", line, options);
  }
  await expectUnlocked(open);
  if (!asked && yes && !losesNothing) {
    throw new OperationError(
      "--yes alone is not enough for what may cost something; choose:\n" +
        choices.map((one) => `  ${commandFor(stack, one)} --yes`).join("\n"),
      MISMATCH,
    );
  }
  const agreed = await person.confirm(question(choice, facts)).catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error;
    if (problem || asked) throw new OperationError(error.message, problem ? MISMATCH : FAILED);
    person.tell(`To do it: ${commandFor(stack, choice)} --yes`);
    return undefined;
  });
  if (agreed) return choice;
  if (problem) throw new OperationError("stopped at your no; nothing was changed", MISMATCH);
  return undefined;
}

/** @throws OperationError when a choice does not fit what is there */
function checkAsked(asked: Choice, { versions, digest }: DigestFacts, diagnosis: Diagnosis): void {
  const current = versions.find((one) => one.current);
  const isOffered = diagnosis.choices.some(({ action }) => action === "use-current");
  if (asked.action === "use-current" && !diagnosis.agrees && !isOffered) {
    throw new OperationError(
      `--use-current: the current object is ${current?.format?.words ?? "none"}, expected a state`,
      MISMATCH,
    );
  }
  if (asked.action === "remove" && digest === undefined) {
    throw new OperationError("--remove: the lock table has no digest of this state");
  }
  const offersRestore = diagnosis.choices.some(({ action }) => action === "restore");
  if (
    asked.action !== "use-current" &&
    diagnosis.agrees &&
    digest !== undefined &&
    !offersRestore
  ) {
    throw new OperationError(
      `--${asked.action}: state and digest agree, nothing is to be repaired. To go back to an older state: ${ownCommand("restore <stack> <version>")}`,
    );
  }
  if (asked.action !== "restore") return;
  const version = versions.find(({ versionId }) => versionId === asked.version);
  if (!version?.format?.state) {
    throw new OperationError(
      `--restore: got ${asked.version}, expected one of ${versions
        .filter(({ format }) => format?.state)
        .map(({ versionId }) => versionId)
        .join(", ")}`,
      diagnosis.problem ? MISMATCH : FAILED,
    );
  }
}

/** @throws OperationError with exit code 7 while a run may be writing the state */
async function expectUnlocked({ clients, location, key, stack }: OpenState): Promise<void> {
  const [held] = await readLockPlaces(clients, location, key);
  if (!held) return;
  if (held.info) throw heldBy(key, held.info);
  throw new OperationError(
    `${key} is locked: ${held.where}. Next: ${ownCommand(`unlock ${stack}`)}`,
    LOCKED,
  );
}
