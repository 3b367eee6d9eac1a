import { Pieces, type Reading } from "./reading";

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Its beginning, │ in UTF-8, is in front of each line of an error of Terraform. */
const FRAME = Buffer.from("│");

/**
 * A text of which each line end, with the blanks around it and the frame of Terraform's errors, is
 * a blank: Terraform breaks lines between words
 * (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/command/format/diagnostic.go).
 *
 * @returns undefined where it has but one line
 */
export function unwrapped(source: Reading): Reading | undefined {
  const { bytes } = source;
  if (!bytes.includes(NEWLINE)) return undefined;
  const pieces = new Pieces(source);
  let copied = 0;
  for (let found = bytes.indexOf(NEWLINE); found >= 0; found = bytes.indexOf(NEWLINE, copied)) {
    let [start, end] = [found, found + 1];
    while (start > copied && isBlank(bytes[start - 1]!)) start--;
    for (let next = pastFrame(bytes, end); next > end; next = pastFrame(bytes, end)) end = next;
    pieces.copy(copied, start);
    pieces.put(SPACE, start, end);
    copied = end;
  }
  pieces.copy(copied, bytes.length);
  return pieces.done();
}

const isBlank = (byte: number): boolean => byte === SPACE || (byte >= 0x09 && byte <= 0x0d);

function pastFrame(bytes: Buffer, from: number): number {
  if (isBlank(bytes[from] ?? 0)) return from + 1;
  const isFrame = FRAME.every((byte, index) => bytes[from + index] === byte);
  return isFrame ? from + FRAME.length : from;
}
