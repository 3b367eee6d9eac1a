import { plain, plainJson } from "./plain";

/*
 * Where all that a command says comes out, cleaned of what a terminal would act on: names of locks,
 * keys of states and reasons of verdicts are written by others. Nothing else of the operations
 * writes to standard output or standard error (packages/cli/test/core/outlet.test.ts). What may hold
 * secrets is masked where these are known (masking/masker.ts): a short one, masked in all that is
 * said, would be in ids as well that the next command needs.
 */

/** Tells people, on standard output. */
export function say(text: string): void {
  console.log(plain(text));
}

/** Tells people on standard error: what went wrong, or all where standard output is a document. */
export function warn(text: string): void {
  console.error(plain(text));
}

/** One document for programs, on standard output. */
export function sayJson(value: unknown): void {
  console.log(plainJson(JSON.stringify(value, null, 2)));
}

/** A file for programs, on standard output, as it is; JSON that goes to a terminal is escaped. */
export function pass(text: string): void {
  process.stdout.write(process.stdout.isTTY ? plainJson(text) : text);
}

/** Whether an error says that nobody reads any more what is said here (`| head`). */
export function isUnread(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "EPIPE" && syscall === "write";
}
