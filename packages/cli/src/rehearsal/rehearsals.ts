import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ownCommand } from "@groundwork/constructs/own-command";
import type { Common } from "../core/command";
import { OperationError } from "../core/errors";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { say, sayJson, warn } from "../core/outlet";
import { isAlive } from "../core/processes";
import { cacheDir, projectRoot, runsDir, statesDir } from "../core/project";
import { table } from "../core/table";
import { runAtTerminal } from "../core/terminal-program";
import { during } from "../core/waiting";
import { when } from "../core/when";
import { rehearsalEnvironment } from "./access";
import { findRehearsals, type FoundRehearsal } from "./note";

/** Folder of the folders of rehearsals. */
export const rehearsalsDir = (): string => path.join(cacheDir, "rehearsals");

/** `groundwork rehearsals`: those of this checkout that are under way, or were kept. */
export async function listRehearsals({ json }: { readonly json: boolean }): Promise<void> {
  const found = await findRehearsals(rehearsalsDir());
  if (json) {
    sayJson(found.map(({ note, ...rest }) => ({ ...rest, ...note })));
    return;
  }
  if (found.length === 0) {
    say(`No rehearsals. One that stays: ${ownCommand("rehearse dev --keep")}`);
    return;
  }
  say(rehearsalsTable(found));
  if (found.some(({ state }) => state === "kept")) {
    say(
      `\nA shell in one: ${ownCommand("rehearsals shell")}\nTo end it: ${ownCommand("rehearsals stop")}`,
    );
  }
}

export const rehearsalsTable = (found: readonly FoundRehearsal[], now = new Date()): string =>
  table([
    ["id", "state", "started", "stacks", "emulator"],
    ...found.map(({ id, state, note }) => [
      id,
      state,
      note === undefined ? "?" : when(new Date(note.startedAt), now),
      note === undefined ? "?" : note.stacks.join(", ") || "all",
      note?.endpoint ?? "-",
    ]),
  ]);

export interface StopOptions {
  /** @default the only one that was kept */
  readonly id?: string | undefined;
  /** All that were kept. */
  readonly all: boolean;
}

/**
 * `groundwork rehearsals stop`: ends a rehearsal, its emulator and all in it, and removes its folder.
 * One that is under way ends only where it is named, and in good order.
 *
 * @returns the exit code: 1 when one does not end
 */
export async function stopRehearsals({ id, all }: StopOptions): Promise<ExitCode> {
  if (all && id !== undefined) {
    throw new OperationError(`--all: got ${id} as well, expected one of them`);
  }
  const found = await findRehearsals(rehearsalsDir());
  const kept = found.filter(({ state }) => state === "kept");
  if (all && kept.length === 0) {
    say("No rehearsals were kept.");
    return DONE;
  }
  const wanted = all ? kept : [chosen(found, id, "stop")];
  const ended = await Promise.all(wanted.map(stop));
  return ended.every(Boolean) ? DONE : FAILED;
}

/**
 * `groundwork rehearsals shell`: the person's own shell, with the variables that lead to a kept
 * rehearsal.
 *
 * @returns what the shell ends with
 */
export async function rehearsalShell({
  id,
  env,
}: Pick<Common, "env"> & { readonly id?: string | undefined }): Promise<ExitCode> {
  const found = await findRehearsals(rehearsalsDir());
  const { note, ...rehearsal } = chosen(found, id, "shell");
  if (rehearsal.state !== "kept" && rehearsal.state !== "under way") {
    throw new OperationError(
      `${rehearsal.id}: got a rehearsal that has ended, expected one that goes on`,
    );
  }
  if (note?.endpoint === undefined) {
    throw new OperationError(
      `${rehearsal.id}: got a rehearsal without an emulator, expected one with its states in it. Its folders: ${rehearsal.dir}`,
    );
  }
  const shell = env["SHELL"] || "/bin/sh";
  warn(
    `A shell (${shell}) in the rehearsal ${rehearsal.id}: commands, Terraform and the AWS CLI ask ${note.endpoint}. exit leaves it.`,
  );
  try {
    return await runAtTerminal(shell, [], {
      // No keys and no profile of the person's own come along.
      env: { ...rehearsalEnvironment(env, undefined), ...note.variables },
      cwd: projectRoot,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperationError(
      `SHELL: got ${shell}, which does not start (${code}), expected a shell`,
    );
  }
}

/** @throws OperationError when it is not clear which one is meant */
function chosen(
  found: readonly FoundRehearsal[],
  id: string | undefined,
  verb: string,
): FoundRehearsal {
  const kept = found.filter(({ state }) => state === "kept");
  const one = id === undefined ? kept[0] : found.find((other) => other.id === id);
  if (one && (id !== undefined || kept.length === 1)) return one;
  const ids = (id === undefined ? kept : found).map((other) => other.id);
  const got = id === undefined ? `${kept.length} that were kept` : `the rehearsal ${id}`;
  throw new OperationError(
    ids.length === 0
      ? `${verb}: got ${got}, expected one. There are none: ${ownCommand("rehearse dev --keep")} leaves one`
      : `${verb}: got ${got}, expected one of ${ids.join(", ")}: ${ownCommand(`rehearsals ${verb} ${ids[0]}`)}`,
  );
}

/** Milliseconds for a rehearsal to end: Terraform gives back its lock first. */
const END_MS = 60_000;

/** Milliseconds for an emulator, which has nothing to put in order. */
const EMULATOR_MS = 10_000;

/** @returns whether it has ended */
async function stop({ id, dir, state, note }: FoundRehearsal): Promise<boolean> {
  if (state === "elsewhere") {
    throw new OperationError(
      `${id}: got a rehearsal of which this machine does not know whether it goes on, and nothing was done. Stop it where it was started`,
    );
  }
  const wait = async () => {
    if (state === "under way" && !(await end(note!.rehearsing.pid, "SIGINT", END_MS))) return false;
    const emulator = note?.emulator;
    if (state !== "ended" && emulator && !(await end(emulator.pid, "SIGTERM", EMULATOR_MS))) {
      if (!(await end(emulator.pid, "SIGKILL", EMULATOR_MS))) return false;
    }
    return true;
  };
  if (!(await during(`waiting for the end of ${id}`, wait()))) {
    warn(`Error: ${id} goes on after ${END_MS / 1000} s: look at process ${note?.rehearsing.pid}`);
    return false;
  }
  await rm(dir, { recursive: true, force: true });
  // Those of another emulator are somebody else's.
  if (note?.emulator && note.endpoint !== undefined) {
    const left = [runsDir(note.endpoint), statesDir(note.endpoint)];
    await Promise.all(left.map((folder) => rm(folder, { recursive: true, force: true })));
  }
  say(`${id}: ${state === "ended" ? "its folder is removed" : "ended, with all that was in it"}`);
  return true;
}

/** @returns whether the process is gone in time */
async function end(pid: number, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  for (let waited = 0; isAlive(pid); waited += PAUSE_MS) {
    if (waited >= limitMs) return false;
    if (waited === 0) send(pid, signal);
    await sleep(PAUSE_MS);
  }
  return true;
}

const PAUSE_MS = 50;

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
