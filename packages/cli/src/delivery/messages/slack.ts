import type { EventType } from "./events";
import type { List, Notice, Step } from "./notice";

/**
 * A custom notification of Amazon Q Developer in chat applications, which it posts in Slack; of
 * what else comes through a topic it takes events of AWS services alone.
 *
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface SlackMessage {
  readonly version: "1.0";
  readonly source: "custom";
  readonly id: string;
  readonly content: {
    readonly textType: "client-markdown";
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Posts with the same one make a thread, where the channel's preferences allow it. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: EventType;
    readonly relatedResources: readonly string[];
    /** Facts for custom actions. */
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/**
 * Within what Slack takes: a text block has 3,000 characters
 * (https://docs.slack.dev/reference/block-kit/blocks/section-block). Amazon Q's own limits, 250 for
 * a title and 8,000 for a description, are wider.
 */
const TITLE_MAX = 250;
const DESCRIPTION_MAX = 2900;
const LISTED_MAX = 15;
const QUOTED_MAX = 300;

export function slackForm(type: EventType, notice: Notice, summary: string): SlackMessage {
  const { sign, thread, lists, next, keywords, context } = notice;
  return {
    version: "1.0",
    source: "custom",
    id: `${thread}-${type}`,
    content: {
      textType: "client-markdown",
      title: cut(`${sign} ${escaped(summary)}`, TITLE_MAX),
      description: descriptionOf(notice),
      nextSteps: next.map(stepForm),
      keywords: keywords.map(escaped),
    },
    metadata: {
      threadId: thread,
      summary,
      eventType: type,
      relatedResources: lists
        .flatMap(({ items }) => items.map((item) => item.split(" ")[0]!))
        // Some lists begin with what people call a resource.
        .filter((word) => /^[a-z]\w*\./.test(word))
        .slice(0, LISTED_MAX),
      additionalContext: Object.fromEntries(
        Object.entries(context).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, value]],
        ),
      ),
    },
  };
}

/** Whole lines only, so that no mark-up stays open. */
function descriptionOf({ happened, facts, lists }: Notice): string {
  const lines = [
    escaped(happened),
    ...facts.flatMap(([name, value]) => (value ? [`*${name}:* ${link(value)}`] : [])),
    ...lists.filter(({ items }) => items.length > 0).flatMap(listForm),
  ];
  let text = "";
  for (const [index, line] of lines.entries()) {
    const rest = `\n... ${lines.length - index} more lines in the e-mail`;
    if (text.length + line.length + rest.length + 1 > DESCRIPTION_MAX) return `${text}${rest}`;
    text += `${index === 0 ? "" : "\n"}${line}`;
  }
  return text;
}

function listForm({ title, items }: List): string[] {
  const shown = items.slice(0, LISTED_MAX).map((item) => `• ${code(item)}`);
  const more = items.length - shown.length;
  return [`*${title} (${items.length}):*`, ...shown, ...(more > 0 ? [`and ${more} more`] : [])];
}

function stepForm({ what, command, url }: Step): string {
  if (url !== undefined) return `${escaped(what)}: ${link(url)}`;
  return command === undefined ? escaped(what) : `${escaped(what)}: ${code(command, 1000)}`;
}

/** An address of a page becomes a link; anything else is text. */
const link = (value: string): string =>
  /^https:\/\/[^\s<>|"]+$/.test(value) ? `<${escaped(value)}>` : escaped(cut(value, QUOTED_MAX));

const code = (text: string, max = QUOTED_MAX): string =>
  `\`${escaped(cut(text, max)).replaceAll("`", "'")}\``;

/**
 * The three characters with which Slack marks links and mentions, so that a reason somebody gave
 * calls nobody (https://docs.slack.dev/messaging/formatting-message-text#escaping).
 */
const escaped = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 3)}...`;
