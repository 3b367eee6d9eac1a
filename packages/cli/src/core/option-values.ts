import { OperationError } from "./errors";

/*
 * Readers of options' values, as commander takes them: what is wrong is said before the command does
 * anything, a synth included.
 */

const expected = (option: string, got: string, what: string): OperationError =>
  new OperationError(`${option}: got ${got === "" ? "nothing" : got}, expected ${what}`);

/** What a variable of a shell that is not set leaves is no path, name or reason. */
export const someText =
  (option: string, what: string) =>
  (text: string): string => {
    if (text.trim() !== "") return text;
    throw expected(option, "", what);
  };

/** @param option such as `--limit` */
export const wholeNumber =
  (option: string) =>
  (text: string): number => {
    if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
    throw expected(option, text, "a whole number from 1");
  };

/** As sha256sum prints it. */
export const sha256Hash =
  (option: string) =>
  (text: string): string => {
    if (/^[0-9a-f]{64}$/i.test(text)) return text;
    throw expected(option, text, "a hash of 64 digits, as plan printed it");
  };

/** Also parts of one, and none. */
export const minutes =
  (option: string) =>
  (text: string): number => {
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
    throw expected(option, text, "a number of minutes, such as 15");
  };

/** As Go writes a time, which Terraform is given (https://pkg.go.dev/time#ParseDuration). */
export const waitingTime =
  (option: string) =>
  (text: string): string => {
    if (/^(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+)$/.test(text)) return text;
    throw expected(option, text, "a time such as 30s, 5m or 1h30m");
  };

/** Whether a waiting time is none: `0s`, but not `0.5h`. */
export const isNoTime = (time: string): boolean => !/[1-9]/.test(time);
