import { OperationError } from "../core/errors";
import type { GitHub } from "./api";

/** GitHub refuses longer comments and issues. */
export const MAX_BODY = 65_536;

/** A comment that is written over its last version. */
export interface Comment {
  /** First line of the body, which nobody sees. It finds the comment again. */
  readonly marker: string;
  readonly body: string;
}

interface Written {
  readonly id: number;
  readonly body?: string | null;
  readonly user?: { readonly type?: string } | null;
}

export const markerOf = (name: string): string => `<!-- groundwork ${name} -->`;

/** A body that begins with its marker. */
export function marked(name: string, text: string): Comment {
  const marker = markerOf(name);
  return { marker, body: `${marker}\n${text.replaceAll("\r\n", "\n").trim()}\n` };
}

/**
 * Writes comments on a pull request, each over its last version, and removes those of the same kind
 * that there are no longer.
 *
 * @param kind what the markers of all comments of this kind start with; none are removed without it
 */
export async function syncComments(
  github: GitHub,
  number: number,
  comments: readonly Comment[],
  kind?: string,
): Promise<void> {
  for (const { marker, body } of comments) checkComment(marker, body);
  // Anybody can write a marker; only workflows and apps write as bots.
  const written = (await github.list<Written>(`/issues/${number}/comments`)).filter(
    ({ user }) => user?.type === "Bot",
  );
  const kept = new Set<number>();
  for (const { marker, body } of comments) {
    const before = written.find((one) => startsWith(one, marker));
    if (before === undefined) {
      await github.post(`/issues/${number}/comments`, { body });
      continue;
    }
    kept.add(before.id);
    if (before.body !== body) await github.patch(`/issues/comments/${before.id}`, { body });
  }
  if (kind === undefined) return;
  const gone = written.filter((one) => startsWith(one, kind) && !kept.has(one.id));
  for (const { id } of gone) await github.delete(`/issues/comments/${id}`);
}

const startsWith = ({ body }: Written, text: string): boolean => body?.startsWith(text) ?? false;

function checkComment(marker: string, body: string): void {
  if (!body.startsWith(marker)) {
    throw new OperationError(`got a comment that does not start with its marker ${marker}`);
  }
  if (body.length > MAX_BODY) {
    throw new OperationError(
      `got a comment of ${body.length} characters (${marker}), expected at most ${MAX_BODY}`,
    );
  }
}
