import { ownCommand } from "@groundwork/constructs/own-command";
import { plainLine } from "../../core/plain";
import { table } from "../../core/table";
import { duration, when } from "../../core/when";
import { serviceNote, serviceWords } from "./services";
import type { LastWrite, StackStatus } from "./stack-status";

const HEADINGS = ["stack", "serial", "resources", "last write", "by", "lock", "services"];

/** The text that a person sees: one table, then what is to be told of each stack. */
export function statusLines(stacks: readonly StackStatus[], now: Date = new Date()): string[] {
  const shown = table(filled([HEADINGS, ...stacks.map((stack) => row(stack, now))]), {
    giveWay: ["resources", "by"],
  });
  const unapplied = stacks.filter(
    ({ serial, problems }) => serial === undefined && !problems.some(isOfState),
  );
  const names = unapplied.map(({ stack }) => stack).join(", ");
  const notes = stacks.flatMap((stack) =>
    notesOf(stack, now).map((note) => `${stack.stack}: ${note}`),
  );
  const all = [...(names === "" ? [] : [`Not applied yet: ${names}`]), ...notes];
  return [shown, ...(all.length === 0 ? [] : ["", ...all])];
}

/** Without the columns in which nothing stands. */
function filled([headings, ...rows]: readonly string[][]): string[][] {
  const isFilled = headings!.map((_, column) => rows.some((cells) => cells[column] !== ""));
  return [headings!, ...rows].map((cells) => cells.filter((_cell, column) => isFilled[column]));
}

const isOfState = (problem: string): boolean => problem.startsWith("state: ");

function row(found: StackStatus, now: Date): string[] {
  const { stack, serial, resources, lastWrite, lock, services = [], problems } = found;
  return [
    stack,
    serial === undefined ? (problems.some(isOfState) ? "?" : "-") : String(serial),
    resources === undefined ? "" : String(resources),
    lastWrite?.at === undefined ? "" : age(lastWrite.at, now),
    lastWrite === undefined ? "" : shortBy(lastWrite),
    lock === undefined ? "" : `${lock.who} (${lock.operation})`,
    services.map(serviceWords).join(", "),
  ];
}

/** `5 min ago`: the times themselves are in the document for programs. */
function age(time: string, now: Date): string {
  const seconds = Math.round((now.valueOf() - Date.parse(time)) / 1000);
  return seconds < 0 ? `in ${duration(-seconds)}` : `${duration(seconds)} ago`;
}

/** `kim`, out of `kim (arn:...)`, or the last part of an ARN. */
function shortBy({ by, operation }: LastWrite): string {
  if (by === undefined) return "?";
  const name = by.replace(/ \(arn:.*\)$/, "");
  const short = name.startsWith("arn:") ? name.replace(/^.*\//, "") : name;
  return operation === undefined ? short : `${short} (${operation})`;
}

function notesOf(found: StackStatus, now: Date): string[] {
  const { stack, lock, processes, plan, services = [], problems } = found;
  return [
    ...(lock === undefined
      ? []
      : [
          `locked by ${lock.who} since ${sinceWords(lock.since, now)} (${lock.operation}, lock id ${lock.id}). If that run cannot end any more: ${ownCommand(`unlock ${stack}`)}`,
        ]),
    ...(processes.length === 0
      ? []
      : [
          `Terraform of this checkout is at work on it, or waits for its lock: process ${processes.join(", ")}`,
        ]),
    ...(plan === undefined ? [] : [planNote(plan, lock !== undefined, now)]),
    ...unrecordedNote(found),
    ...services.flatMap((service) => serviceNote(service, now) ?? []),
    ...problems.map((problem) => `cannot be looked at: ${problem}`),
  ].map(plainLine);
}

const sinceWords = (time: string, now: Date): string =>
  Number.isNaN(Date.parse(time)) ? time : when(new Date(time), now);

function planNote(
  { id, status, needsApproval, by, at }: NonNullable<StackStatus["plan"]>,
  isLocked: boolean,
  now: Date,
): string {
  const time = when(new Date(at), now);
  if (status === "started") {
    return `${id} is being applied since ${time} by ${by}${isLocked ? "" : ", but nothing holds the lock: it was killed, or is about to end"}`;
  }
  const waits = status === "waiting" && needsApproval ? "approval" : "its apply";
  return `${id} waits for ${waits}, planned ${time} by ${by}: ${ownCommand(`show ${id}`)}`;
}

function unrecordedNote({ stack, serial, storedSerial }: StackStatus): string[] {
  if (storedSerial === undefined) return [];
  const newest =
    storedSerial === null ? "none is stored" : `the newest stored is serial ${storedSerial}`;
  return [
    `serial ${serial} has no stored result of an apply, ${newest}: it was written past the plans, or by an apply that was killed. Who and what: ${ownCommand(`history ${stack}`)}`,
  ];
}
