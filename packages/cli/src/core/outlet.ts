import { plain, plainJson, plainLine } from "./plain";

/*
 * Where all that a command says comes out, cleaned of what a terminal would act on: names of locks,
 * keys of states and reasons of verdicts are written by others. Nothing else of the operations
 * writes to standard output or standard error (packages/cli/test/core/outlet.test.ts). What may hold
 * secrets is masked where these are known (masking/masker.ts): a short one, masked in all that is
 * said, would be in ids as well that the next command needs.
 */

/** Below it a terminal says nothing of use of its width; some say 0. */
const NARROWEST = 20;

/** Columns of the terminal; undefined where there is none, or none that says how wide it is. */
export function terminalColumns(): number | undefined {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns >= NARROWEST ? columns : undefined;
}

let noted = false;
/** When anything was said last, in ms since the process began. */
let saidAt = 0;

export const silentSeconds = (): number => (performance.now() - saidAt) / 1000;

/** What is under way, in one line of the terminal, until anything else is said. */
export function note(text: string): void {
  const { isTTY, columns } = process.stderr;
  if (!isTTY || columns < NARROWEST || process.stdout.columns < NARROWEST) return;
  process.stderr.write(`\r\u001B[2K${plainLine(text).slice(0, columns - 1)}`);
  noted = true;
}

export function clearNote(): void {
  if (noted) process.stderr.write("\r\u001B[2K");
  noted = false;
}

function begin(): void {
  clearNote();
  saidAt = performance.now();
}

/** The two streams. Not console.log, which is silent where the disk is full. */
const STREAMS = {
  out: (text: string): void => void process.stdout.write(`${text}\n`),
  error: (text: string): void => console.error(text),
};
let to = STREAMS;

/**
 * Keeps what is said from now on, a text each, in place of saying it.
 *
 * @returns what ends that
 */
export function keepSaid(out: string[], error: string[]): () => void {
  to = { out: (text) => void out.push(text), error: (text) => void error.push(text) };
  return () => {
    to = STREAMS;
  };
}

/** Tells people, on standard output. */
export function say(text: string): void {
  begin();
  to.out(plain(text));
}

/** Tells people on standard error: what went wrong, or all where standard output is a document. */
export function warn(text: string): void {
  begin();
  to.error(plain(text));
}

/** One document for programs, on standard output. */
export function sayJson(value: unknown): void {
  begin();
  to.out(plainJson(JSON.stringify(value, null, 2)));
}

/** One of many documents for programs, each a line of its own, on standard output. */
export function sayJsonLine(value: unknown): void {
  begin();
  to.out(plainJson(JSON.stringify(value)));
}

/** A file for programs, on standard output, as it is; JSON that goes to a terminal is escaped. */
export function pass(text: string): void {
  begin();
  process.stdout.write(process.stdout.isTTY ? plainJson(text) : text);
}

let isHeard = true;

/** Whether anybody still reads what is said: where nobody does, what has no other end may end. */
export const hasReader = (): boolean => isHeard;

/** Notes that nobody reads any more. */
export function loseReader(): void {
  isHeard = false;
}

/** Whether an error says that nobody reads any more what is said here (`| head`). */
export function isUnread(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "EPIPE" && syscall === "write";
}
