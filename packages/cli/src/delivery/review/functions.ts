import { NO_HOOKS } from "@groundwork/constructs/container-service/options";
import { expressionIn, type Comparison } from "./comparison";
import { inWords, type Text } from "./places";

/**
 * Functions that a pull request may call: they compute from their arguments alone, and what they
 * give of a sensitive value is sensitive (both tried with Terraform's own, by a test).
 *
 * Not here: what reads files or takes templates; what takes or makes that mark (`nonsensitive`,
 * `ephemeralasnull`, `sensitive`, by which a change could hide itself) or asks for it; what turns an
 * error into an answer or asks yes or no of a text (`can`, `try`, `regex`), so that a secret could
 * be asked for letter by letter; what is another value at each run (`uuid`, `timestamp`, `bcrypt`);
 * and those of providers.
 */
const ALLOWED = new Set(
  [
    "abs ceil floor log max min parseint pow signum sum",
    "chomp endswith format formatlist indent join lower replace split startswith strcontains",
    "strrev substr title trim trimprefix trimspace trimsuffix upper",
    "alltrue anytrue chunklist coalesce coalescelist compact concat contains distinct element",
    "flatten index keys length lookup matchkeys merge one range reverse setintersection",
    "setproduct setsubtract setunion slice sort transpose values zipmap",
    "base64decode base64encode base64gzip csvdecode jsondecode jsonencode textdecodebase64",
    "textencodebase64 urlencode yamldecode yamlencode",
    "base64sha256 base64sha512 md5 sha1 sha256 sha512 uuidv5",
    "basename dirname",
    "formatdate timeadd timecmp",
    "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "tobool tolist tomap tonumber toset tostring",
  ].flatMap((line) => line.split(" ")),
);

/** Functions that show no value themselves, but answer questions about one that is secret. */
const ASKING = /^(can|try|regex|regexall)$/;

/** Names of functions, without the namespace of Terraform's own. */
const bare = (name: string): string => name.replace(/^core::/, "");

export const isAllowed = (name: string): boolean => ALLOWED.has(bare(name));

/**
 * Calls of other functions, unless the base branch has the same text there, or anywhere when it
 * only asks.
 *
 * @param own texts of the base branch
 */
export function functionProblems(
  texts: readonly Text[],
  own: readonly Text[],
  both: Comparison,
): string[] {
  const known = new Set([NO_HOOKS, ...own.map(({ text }) => text)]);
  return texts.flatMap((one) => {
    const { calls, unclear } = expressionIn(one);
    const others = calls.filter((name) => !isAllowed(name));
    if (others.length === 0 && unclear === undefined) return [];
    const isKnown = known.has(one.text) && others.every((name) => ASKING.test(bare(name)));
    if ((unclear === undefined && isKnown) || both.textUnchanged(one)) return [];
    const where = inWords(one.place);
    return [
      ...others.map((name) => `it has an expression with ${name} in ${where}, ${WHY}`),
      ...(unclear === undefined
        ? []
        : [`it has ${unclear} in ${where}, so what it does is unknown`]),
    ];
  });
}

const WHY = "which is not on the list of functions that a pull request may add";
