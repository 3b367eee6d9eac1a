import gt from "semver/functions/gt";
import lte from "semver/functions/lte";
import valid from "semver/functions/valid";

/** Where upstream tells what each release brings, in `packages/`. */
export const CHANGELOG = "packages/CHANGELOG.md";

/** What one release brings. */
export interface Entries {
  /** Such as `0.2.0`. */
  readonly version: string;
  /** Markdown, a list. */
  readonly text: string;
}

/**
 * What the releases behind one bring, up to another, the newest first.
 *
 * @param from a version; of what is none, all up to `to` are told
 */
export function entriesBetween(changelog: string, from: string, to: string): Entries[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return { version: title.split(" ")[0]!, text: lines.join("\n").trim() };
    })
    .filter(({ version }) => valid(version) !== null && lte(version, to))
    .filter(({ version }) => valid(from) === null || gt(version, from));
}
