/** Words that JavaScript has for itself, or that mean something in every module. */
const RESERVED = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export " +
    "extends false finally for function if implements import in instanceof interface let new null package " +
    "private protected public return static super switch this throw true try typeof undefined var void while " +
    "with yield"
  ).split(" "),
);

/**
 * What an environment is called in a source: `prod-eu` -> `prodEu`.
 *
 * @param taken names that the sources have given
 */
export function constantFor(name: string, taken: ReadonlySet<string>): string {
  const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const isFree = (one: string) => !RESERVED.has(one) && !taken.has(one);
  const candidates = [camel, `${camel}Environment`];
  for (let at = 2; ; at += 1) {
    const found = candidates.find(isFree);
    if (found !== undefined) return found;
    candidates.push(`${camel}Environment${at}`);
  }
}
