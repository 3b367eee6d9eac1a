/*
 * Patterns of paths as ALB matches them: `*` stands for any characters, `?` for one, case counts, and
 * what follows a question mark in a request is none of it (ELB user guide, "Path conditions").
 */

/** Whether a request of a path matches a pattern. */
export function isRouted(requested: string, pattern: string): boolean {
  const [path = ""] = requested.split("?");
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(path);
}

/** A path for each pattern that has one: the pattern itself, or what stands before its first `*`. */
export const literalPaths = (patterns: readonly string[]): readonly string[] => [
  ...new Set(
    patterns.map((pattern) => {
      const [before = ""] = pattern.split("*");
      const path = before.replaceAll("?", "x");
      const fits = path.startsWith("/") && isRouted(path, pattern);
      return fits ? path : exampleOf(pattern);
    }),
  ),
];

/** A path that matches where the front of the pattern alone does not: its wildcards filled in. */
function exampleOf(pattern: string): string {
  const filled = pattern.replaceAll("*", "x").replaceAll("?", "x");
  return filled.startsWith("/") ? filled : `/${filled.replace(/^x/, "")}`;
}
