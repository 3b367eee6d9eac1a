import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { OperationError } from "../core/errors";
import { ORIGIN } from "../core/made-of";
import { unlessMissing } from "../core/unless-missing";

/** Where a clone comes from. */
export interface Origin {
  /** A repository of git: an address, a folder, or the name of a remote of the clone. */
  readonly upstream: string;
  /** The release that `packages/` is of, as its tag there; or a commit, in 40 digits. */
  readonly version: string;
}

const word = (what: string) =>
  z.string(`expected ${what}`).regex(/^[^\s-]\S*$/, `expected ${what}`);

const SCHEMA = z.strictObject({
  upstream: word("a repository of git: an address, a folder or a remote"),
  version: word("a tag of upstream, such as v1.2.3, or a commit"),
});

/** What the command line says in place of the file, or of parts of it. */
export interface Said {
  readonly upstream?: string | undefined;
  readonly from?: string | undefined;
}

/**
 * @param root of the clone
 * @throws OperationError when neither the file nor the command line says it
 */
export async function readOrigin(root: string, { upstream, from }: Said = {}): Promise<Origin> {
  const text = await unlessMissing(readFile(path.join(root, ORIGIN), "utf8"));
  const given = { ...(upstream && { upstream }), ...(from && { version: from }) };
  if (text === undefined && Object.keys(given).length < 2) {
    throw new OperationError(
      `${ORIGIN}: got none, expected it at the top of the clone, with upstream and version; or --upstream <repository> and --from <version>, which write it`,
    );
  }
  return parseOrigin(text ?? "{}", given);
}

/** @throws OperationError with the first thing that is wrong */
export function parseOrigin(text: string, given: Partial<Origin> = {}): Origin {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new OperationError(
      `${ORIGIN}: got no JSON, expected { "upstream": ..., "version": ... }`,
    );
  }
  const whole = typeof json === "object" && !Array.isArray(json) ? { ...json, ...given } : json;
  const parsed = SCHEMA.safeParse(whole);
  if (parsed.success) return parsed.data;
  const { path: place, message, ...issue } = parsed.error.issues[0]!;
  if (issue.code === "unrecognized_keys") {
    const keys = (issue as { keys: string[] }).keys.join(", ");
    throw new OperationError(`${ORIGIN}: got ${keys}, expected upstream and version alone`);
  }
  const got = place.reduce<unknown>((value, key) => (value as never)?.[key], whole);
  const where = [ORIGIN, ...place].join(", ");
  throw new OperationError(`${where}: got ${JSON.stringify(got) ?? "none"}, ${message}`);
}

export const originText = (origin: Origin): string => `${JSON.stringify(origin, null, 2)}\n`;
