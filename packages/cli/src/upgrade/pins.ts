import gt from "semver/functions/gt";

/*
 * What a bot keeps up in a clone, and upstream as well: actions by commit with their version behind
 * it, and versions of tools. Where both have, and nothing else in these lines differs, the higher one
 * is right, and nobody has to be asked.
 */

/** Files that name such versions, from the top. Elsewhere a version may be anybody's value. */
const NAMING = /^(\.github\/|\.devcontainer\/|\.nvmrc$|\.terraform-version$|\.ci\/)/;

/** A conflict as git writes it with the base between both (`merge.conflictStyle` diff3). */
const CONFLICT = /^<{7} .*\n([^]*?)^\|{7}.*\n[^]*?^={7}\n([^]*?)^>{7} .*\n/gm;

/**
 * A text of conflicts with those settled that are about versions alone.
 *
 * @param file from the top
 * @returns undefined where one is left
 */
export function withHigherVersions(file: string, text: string): string | undefined {
  if (!NAMING.test(file)) return undefined;
  let isWhole = true;
  const settled = text.replace(CONFLICT, (conflict, one: string, other: string) => {
    const lines = higherLines(one.split("\n"), other.split("\n"));
    isWhole &&= lines !== undefined;
    return lines?.join("\n") ?? conflict;
  });
  return isWhole && settled !== text ? settled : undefined;
}

function higherLines(one: readonly string[], other: readonly string[]): string[] | undefined {
  if (one.length !== other.length) return undefined;
  const lines = one.map((line, index) => higherLine(line, other[index]!));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** A line around its one version; the commit that an action is named by goes with it. */
const VERSIONED = /^(.*?)(@[0-9a-f]{40} # v)?(\d+\.\d+\.\d+)([^\d.].*)?$/;

function higherLine(one: string, other: string): string | undefined {
  if (one === other) return one;
  const [mine, theirs] = [VERSIONED.exec(one), VERSIONED.exec(other)];
  if (mine === null || theirs === null) return undefined;
  const isAlike =
    mine[1] === theirs[1] &&
    (mine[4] ?? "") === (theirs[4] ?? "") &&
    (mine[2] === undefined) === (theirs[2] === undefined);
  if (!isAlike) return undefined;
  return gt(theirs[3]!, mine[3]!) ? other : one;
}
