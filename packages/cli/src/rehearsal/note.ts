import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { plainLine } from "../core/plain";
import { unlessMissing } from "../core/unless-missing";
import type { EmulatorAccess } from "../core/aws/emulator-access";
import { keptVariables } from "./report";
import { fateOfNoted, noteOf, type NotedProcess } from "../terraform/process-note";

/** What a rehearsal notes of itself in its folder, for `groundwork rehearsals`. */
export interface RehearsalNote {
  /** ISO 8601. */
  readonly startedAt: string;
  /** Undefined while it is under way. */
  readonly endedAt?: string | undefined;
  /** The process that rehearses. */
  readonly rehearsing: NotedProcess;
  /** The emulator that it started; undefined where it found one, or needed none. */
  readonly emulator?: NotedProcess | undefined;
  /** Address of the emulator; undefined where it needed none. */
  readonly endpoint?: string | undefined;
  /** Variables that lead there, and have commands use stand-ins. */
  readonly variables: Readonly<Record<string, string>>;
  /** Stacks that were asked for. @default all */
  readonly stacks: readonly string[];
  readonly keep: boolean;
}

/**
 * - `under way`
 * - `kept`: its emulator goes on
 * - `ended`: its folder stays until the next rehearsal
 * - `elsewhere`: in another container, where nobody knows what became of it
 */
export type RehearsalState = "under way" | "kept" | "ended" | "elsewhere";

/** A rehearsal of this checkout. */
export interface FoundRehearsal {
  /** The name of its folder. */
  readonly id: string;
  readonly dir: string;
  readonly state: RehearsalState;
  /** Undefined where an older version, or one that was killed, has left none. */
  readonly note?: RehearsalNote | undefined;
}

const FILE = "rehearsal.json";

/**
 * Notes a rehearsal of this process, which begins.
 *
 * @param access undefined where it needs no emulator
 * @param emulator id of the one that it has started
 */
export const noteRehearsal = (
  dir: string,
  {
    stacks,
    provider,
    keep,
  }: Pick<RehearsalNote, "stacks" | "keep"> & { readonly provider: boolean },
  access: EmulatorAccess | undefined,
  emulator: number | undefined,
): Promise<void> =>
  writeNote(dir, {
    startedAt: new Date().toISOString(),
    rehearsing: notedProcess(process.pid),
    ...(emulator !== undefined && { emulator: notedProcess(emulator) }),
    endpoint: access?.endpoint,
    variables: keptVariables(access, provider),
    stacks,
    keep,
  });

/** Notes that a rehearsal has ended, whose folder stays. */
export async function noteEnd(dir: string): Promise<void> {
  const note = parse(await unlessMissing(readFile(path.join(dir, FILE), "utf8")));
  if (note) await writeNote(dir, { ...note, endedAt: new Date().toISOString() });
}

const notedProcess = (pid: number): NotedProcess => ({ pid, process: noteOf(pid) });

const writeNote = (dir: string, note: RehearsalNote): Promise<void> =>
  writeFile(path.join(dir, FILE), `${JSON.stringify(note, null, 2)}\n`);

/**
 * The rehearsals whose folders are there, the newest first.
 *
 * @param parent folder of the folders
 */
export async function findRehearsals(parent: string): Promise<FoundRehearsal[]> {
  const ids = (await unlessMissing(readdir(parent))) ?? [];
  const found = await Promise.all(
    ids
      .filter((id) => /^\d+$/.test(id))
      .map(async (id): Promise<FoundRehearsal> => {
        const dir = path.join(parent, id);
        const note = parse(await unlessMissing(readFile(path.join(dir, FILE), "utf8")));
        return { id, dir, note, state: note ? stateOf(note) : stateOfFolder(id) };
      }),
  );
  const time = ({ note }: FoundRehearsal) => note?.startedAt ?? "";
  return found.toSorted((a, b) => (time(a) < time(b) ? 1 : -1));
}

function stateOf({ rehearsing, emulator, endedAt }: RehearsalNote): RehearsalState {
  const fates = [rehearsing, ...(emulator ? [emulator] : [])].map(fateOfNoted);
  if (fates.includes("unknown")) return "elsewhere";
  if (fates[0] === "alive" && endedAt === undefined) return "under way";
  return fates[1] === "alive" ? "kept" : "ended";
}

/** What the process says whose id the folder bears, which may be any by now. */
const stateOfFolder = (id: string): RehearsalState =>
  fateOfNoted({ pid: Number(id) }) === "alive" ? "elsewhere" : "ended";

/** Undefined for what a process that was killed has cut short. */
function parse(text: string | undefined): RehearsalNote | undefined {
  try {
    const note = JSON.parse(text ?? "") as RehearsalNote;
    return typeof note.rehearsing?.pid === "number" && typeof note.startedAt === "string"
      ? { ...note, stacks: (note.stacks ?? []).map(plainLine), variables: note.variables ?? {} }
      : undefined;
  } catch {
    return undefined;
  }
}
