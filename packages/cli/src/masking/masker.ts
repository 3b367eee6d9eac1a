import { OperationError } from "../core/errors";
import { Finder } from "./finder";
import { formsOf } from "./forms";
import { isJsonDocument, maskedInJson, type Masked } from "./json-document";
import { union, type Span } from "./spans";

/** The words in place of a secret; Terraform uses the same. */
export const MASK = "(sensitive value)";

/**
 * Masks secrets in a text, also where they are escaped as in JSON, Go or HCL, encoded for URLs, in
 * base64 or hex, or two of these. JSON documents stay JSON. See isWhole for secrets of one to three
 * characters.
 *
 * @param secrets of any size, and any number of them
 * @returns throws OperationError, without anything of the text, where it cannot do so
 */
export function masker(secrets: readonly string[]): (text: string) => string {
  return withoutContent(() => {
    const forms = formsOf(secrets);
    if (forms.long.length + forms.short.length === 0) return (text: string) => text;
    const finder = new Finder(forms);
    return (text: string) => withoutContent(() => mask(text, finder));
  });
}

/** Keeps errors from telling secrets: an error may have them in its message, as V8's do. */
export function withoutContent<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { name } = error as Error;
    throw new OperationError(
      `what is sensitive could not be told from the rest (${name}), so nothing of it is shown`,
    );
  }
}

function mask(text: string, finder: Finder): string {
  const bytes = Buffer.from(text);
  const spans = union(finder.find(bytes)).filter(notIn(bytes));
  const masked: readonly Masked[] = isJsonDocument(text)
    ? maskedInJson(bytes, spans, (value) => finder.isShort(value))
    : spans.map((span) => ({ span, quoted: false }));
  if (masked.length === 0) return text;
  const part =
    bytes.length === text.length
      ? (start: number, end?: number) => text.slice(start, end)
      : (start: number, end?: number) => bytes.toString("utf8", start, end);
  const parts: string[] = [];
  let end = 0;
  for (const { span, quoted } of masked) {
    parts.push(part(end, span[0]), quoted ? `"${MASK}"` : MASK);
    end = span[1];
  }
  parts.push(part(end));
  return parts.join("");
}

/** Masks that are there already, also Terraform's, stay as they are, whatever word is a secret. */
function notIn(bytes: Buffer): (span: Span) => boolean {
  let at = bytes.indexOf(MASK);
  return ([start, end]) => {
    while (at >= 0 && at + MASK.length < end) at = bytes.indexOf(MASK, at + MASK.length);
    return at < 0 || start < at || end > at + MASK.length;
  };
}
