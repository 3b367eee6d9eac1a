/**
 * Patterns of IAM, in which `*` stands for any characters and `?` for one: actions such as
 * `s3:Get*`, whose letters IAM takes without regard to case, and ARNs.
 */

/**
 * Whether everything that `narrow` stands for is in `wide` as well, so that `s3:Get*` covers
 * `s3:GetObject` and `s3:GetObject*`, but not `s3:*`.
 */
export const covers = (wide: string, narrow: string): boolean =>
  within(wide, narrow, (pattern, other) => pattern === other || (pattern === "?" && other !== "*"));

/** Whether there is something that both stand for, as `iam:Get*` and `iam:*Role`. */
export function overlaps(one: string, other: string): boolean {
  // Pairs of what is left of both; each is looked at once.
  const seen = new Set<string>();
  const open: (readonly [left: number, right: number])[] = [[0, 0]];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const [left, right] = place;
    if (left === one.length && right === other.length) return true;
    if (seen.has(place.join())) continue;
    seen.add(place.join());
    const [a, b] = [one[left], other[right]];
    // A wildcard stands for nothing, or for what is next on the other side.
    if (a === "*") open.push([left + 1, right]);
    if (b === "*") open.push([left, right + 1]);
    if (a === undefined || b === undefined) continue;
    if (a === "*") open.push([left, right + 1]);
    else if (b === "*") open.push([left + 1, right]);
    else if (a === b || a === "?" || b === "?") open.push([left + 1, right + 1]);
  }
  return false;
}

/** `covers` for actions, as `S3:getobject` is `s3:GetObject`. */
export const coversAction = (wide: string, narrow: string): boolean =>
  covers(wide.toLowerCase(), narrow.toLowerCase());

/** `overlaps` for actions. */
export const overlapsAction = (one: string, other: string): boolean =>
  overlaps(one.toLowerCase(), other.toLowerCase());

/** Each once, and none that another of them stands for. */
export const least = (patterns: readonly string[]): string[] =>
  [...new Set(patterns)]
    .filter((one, _, all) => !all.some((other) => other !== one && covers(other, one)))
    .toSorted();

/** Walks both at once; a `*` of the pattern takes up as much of the other as it must. */
function within(
  pattern: string,
  other: string,
  fits: (pattern: string, other: string) => boolean,
): boolean {
  let [at, inOther] = [0, 0];
  let star: readonly [after: number, from: number] | undefined;
  while (inOther < other.length) {
    if (pattern[at] === "*") {
      at += 1;
      star = [at, inOther];
    } else if (at < pattern.length && fits(pattern[at]!, other[inOther]!)) {
      at += 1;
      inOther += 1;
    } else if (star !== undefined) {
      star = [star[0], star[1] + 1];
      [at, inOther] = star;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
