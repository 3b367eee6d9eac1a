import { stripVTControlCharacters } from "node:util";
import type { DeliveryEvent, EventType } from "./events";
import type { List, Notice, Step } from "./notice";
import { noticeOf } from "./notices";
import { slackForm, type SlackMessage } from "./slack";

/** An event as people get it. */
export interface Message {
  readonly type: EventType;
  /** Whom it is about: an environment, or the owner of a shared stack. */
  readonly owner: string;
  readonly thread: string;
  readonly subject: string;
  /** Text of the e-mail, without mark-up, as SNS sends no other. */
  readonly text: string;
  readonly slack: SlackMessage;
}

/** The one renderer of all notifications. */
export function render(event: DeliveryEvent): Message {
  const notice = noticeOf(event);
  const { owner, thread } = notice;
  const subject = subjectLine(notice.subject);
  return {
    type: event.type,
    owner,
    thread,
    subject,
    text: textForm(notice),
    slack: slackForm(event.type, notice, subject),
  };
}

/** SNS takes less than 100 characters (API_Publish), in e-mails of ASCII without line breaks. */
const SUBJECT_MAX = 99;

export function subjectLine(text: string): string {
  const ascii = oneLine(text).replace(/[^ -~]/g, "?");
  return ascii.length <= SUBJECT_MAX ? ascii : `${ascii.slice(0, SUBJECT_MAX - 3)}...`;
}

/** How many entries of a list an e-mail names, and how many where those would be too long. */
const LISTED_MAX = [100, 30, 10, 3];

/** Longest text, in bytes of JSON: a message has it twice, and SNS takes 262,144 bytes (API_Publish). */
const TEXT_MAX = 110_000;

/** Longest text of somebody else's in a message, such as a reason or an error. */
const QUOTED_MAX = 1000;

function textForm(notice: Notice): string {
  const texts = LISTED_MAX.map((most) => textWith(notice, most));
  return texts.find((text) => Buffer.byteLength(JSON.stringify(text)) <= TEXT_MAX) ?? texts.at(-1)!;
}

function textWith({ happened, facts, lists, next }: Notice, most: number): string {
  const known = facts.filter(([, value]) => value !== undefined && value !== "");
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return [
    quoted(happened),
    known.map(([name, value]) => `${name.padEnd(width)}  ${quoted(value!)}`).join("\n"),
    ...lists.filter(({ items }) => items.length > 0).map((list) => listForm(list, most)),
    ...(next.length === 0 ? [] : [["What to do", ...next.map(stepForm)].join("\n")]),
  ].join("\n\n");
}

function listForm({ title, items }: List, most: number): string {
  const shown = items.slice(0, most).map((item) => `  - ${quoted(item)}`);
  const more = items.length - shown.length;
  return [
    `${title} (${items.length}):`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}

const stepForm = ({ what, command, url }: Step): string =>
  [`  ${what}${command === undefined && url === undefined ? "" : ":"}`, command, url]
    .filter((part) => part !== undefined)
    .join("\n      ");

/** Somebody's text, cut and in one line, so that it cannot pass for a line of the message. */
export function quoted(text: string): string {
  const line = oneLine(text);
  return line.length <= QUOTED_MAX ? line : `${line.slice(0, QUOTED_MAX - 3)}...`;
}

/** A text in one line, without colours and control characters. */
const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim();
