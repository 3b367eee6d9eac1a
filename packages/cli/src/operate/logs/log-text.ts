import { plain } from "../../core/plain";
import type { LogLine } from "./read-log";

/** Characters of a task's id that tell it from others; all 32 would take half a line. */
const SHORT_TASK = 8;

/**
 * A line for a person: `2026-11-30 06:22:38 web/1a2b3c4d started`, with its container where that is
 * one beside the service's own, in the time of this machine. What was printed in several lines is
 * indented from the second on, so that none of them passes for another's.
 */
export function lineText({ time, service, container, task, message }: LogLine): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  const at = local.toISOString().slice(0, 19).replace("T", " ");
  const from = [service, ...(container === service ? [] : [container]), task.slice(0, SHORT_TASK)];
  const text = plain(message.replaceAll(/\r\n?/g, "\n")).trimEnd().replaceAll("\n", "\n    ");
  return `${at} ${from.filter(Boolean).join("/")} ${text}`;
}

/** The same for a program, as one object a line. */
export const lineJson = ({ time, id: _, ...line }: LogLine) => ({
  time: new Date(time).toISOString(),
  ...line,
});
