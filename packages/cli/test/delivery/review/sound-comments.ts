import {
  COMMENT_MAX,
  markerOf,
  type ReviewComment,
} from "../../../src/delivery/review/review-comments";

/** The body of the one comment, which is sound. */
export const only = (comments: readonly ReviewComment[]): string => {
  expect(comments).toHaveLength(1);
  expectSound(comments);
  return comments[0]!.body;
};

/** What of a comment is mark-up: all that is in no fence. */
export const outsideOf = (body: string) => body.replace(/^(`{3,})\w+\n[^]*?\n\1$/gm, "");

/** As GitHub takes it and shows it: within the limit, with every fence and fold closed. */
export function expectSound(comments: readonly ReviewComment[]): void {
  for (const [index, { body, marker, part, parts, stack }] of comments.entries()) {
    expect([part, parts]).toEqual([index + 1, comments.length]);
    expect(marker).toBe(markerOf(stack, part));
    expect(body.startsWith(`${marker}\n`)).toBe(true);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(COMMENT_MAX);
    const outside = outsideOf(body);
    expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
    let open: string | undefined;
    for (const line of body.split("\n")) {
      const fence = /^(`{3,})(\w*)$/.exec(line);
      if (!fence) continue;
      if (open === undefined) open = fence[1];
      else if (fence[1]!.length >= open.length && fence[2] === "") open = undefined;
    }
    expect(open).toBeUndefined();
  }
}
