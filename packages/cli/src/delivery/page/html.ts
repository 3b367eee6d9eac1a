import { plain } from "../../core/plain";

/** Text that is mark-up already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => plain(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign]!);

const textOf = (part: Part): string => {
  if (part instanceof Html) return part.text;
  return typeof part === "object" ? part.map(({ text }) => text).join("") : escaped(String(part));
};

/**
 * Mark-up in which all texts are escaped, cleaned of what nobody sees: names come from others. The
 * indentation of templates is left out.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(
    strings.reduce(
      (text, string, index) =>
        text + (index === 0 ? "" : textOf(parts[index - 1]!)) + string.replace(/\n\s*/g, "\n"),
      "",
    ),
  );

/** Mark-up of ours that holds no text of others. */
export const raw = (text: string): Html => new Html(text);

export const NOTHING = new Html("");
