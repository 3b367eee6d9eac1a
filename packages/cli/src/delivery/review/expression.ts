/**
 * What Terraform would evaluate of a string: the tokens inside `${}` and `%{}`, as its own scanner
 * finds them (hashicorp/hcl, hclsyntax/scan_tokens.rl). Literal text around them is no expression.
 *
 * The scanner for stand-ins (stand-ins/scanner.ts) follows values through scopes of a stack that
 * is valid. This one takes nothing for granted: what it cannot tell for sure it calls unclear.
 */

/** As nearly everywhere in JSON, or bare, as in `depends_on`. */
export type Kind = "template" | "expression";

export interface Expression {
  /** Names of functions, with their namespace: `file`, `core::file`, `provider::aws::arn_parse`. */
  readonly calls: readonly string[];
  readonly references: readonly Reference[];
  /** Why it cannot be told what is evaluated. */
  readonly unclear?: string | undefined;
}

/** What begins with a name: `local.a`, `aws_vpc.main[0].id`, also the variable of a `for`. */
export interface Reference {
  /** The names in it; keys of instances are left out, constant keys of other kinds are names. */
  readonly names: readonly string[];
  /** Whether more follows that only Terraform can name, as in `a.b[local.key]`. */
  readonly open: boolean;
}

type Token = readonly [kind: "name" | "number" | "text" | "sign", value: string];

export function readExpression(text: string, kind: Kind = "template"): Expression {
  if (kind === "template" && !/[$%]\{/.test(text)) return { calls: [], references: [] };
  const { tokens, unclear } = new Tokens(text).read(kind);
  return { ...namesIn(tokens), unclear };
}

const BLANK = /\s+|(?:#|\/\/)[^\n]*|\/\*[^]*?\*\//uy;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
/**
 * A piece of literal text. `${` and `%{` begin something only when no other `$` or `%` precedes them
 * (`$${` is how a text says `${`).
 */
const BARE = /[^$%]+|\$+(?![${])|%+(?![%{])|\${2,}\{|%{2,}\{/uy;
const QUOTED = /[^$%"\\]+|\\[^]|\$+(?![${])|%+(?![%{])|\${2,}\{|%{2,}\{/uy;
const OPENING = /[$%]\{~?/uy;

/** Where the scanner is: in literal text, or in an expression with so many open braces. */
interface Mode {
  readonly literal?: RegExp;
  braces: number;
}

class Tokens {
  private at = 0;
  private readonly tokens: Token[] = [];
  /** A list, as templates are nested as deeply as somebody likes. */
  private readonly modes: Mode[] = [];

  constructor(private readonly text: string) {}

  read(kind: Kind): { tokens: readonly Token[]; unclear?: string } {
    const outermost: Mode = kind === "template" ? { literal: BARE, braces: 0 } : { braces: 0 };
    this.modes.push(outermost);
    while (this.at < this.text.length) {
      const mode = this.modes.at(-1)!;
      const unclear = mode.literal ? this.literal(mode.literal) : this.expression(mode);
      if (unclear !== undefined) return { tokens: this.tokens, unclear };
    }
    const ended = this.modes.length === 1 && outermost.braces === 0;
    return { tokens: this.tokens, ...(!ended && { unclear: "an expression without an end" }) };
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private literal(pattern: RegExp): undefined {
    const text = this.take(pattern);
    if (text !== undefined) {
      if (pattern === QUOTED) this.tokens.push(["text", text]);
    } else if (this.take(OPENING) !== undefined) {
      this.tokens.push(["sign", "${"]);
      this.modes.push({ braces: 0 });
    } else {
      this.at++;
      this.tokens.push(["sign", '"']);
      this.modes.pop();
    }
  }

  private expression(mode: Mode): string | undefined {
    if (this.take(BLANK) !== undefined) return undefined;
    const name = this.take(NAME);
    if (name !== undefined) return this.push("name", name);
    const number = this.take(NUMBER);
    if (number !== undefined) return this.push("number", number);
    if (this.text.startsWith("<<", this.at)) return "a text of several lines (<<)";
    if (this.text.startsWith("/*", this.at)) return "a comment without an end";
    const sign = this.text.startsWith("::", this.at) ? "::" : this.text[this.at]!;
    this.at += sign.length;
    if (sign === '"') this.modes.push({ literal: QUOTED, braces: 0 });
    if (sign === "{") mode.braces++;
    if (sign === "}" && --mode.braces < 0) {
      if (this.modes.length === 1) return "an expression with more } than {";
      this.modes.pop();
    }
    return this.push("sign", sign);
  }

  private push(kind: Token[0], value: string): undefined {
    this.tokens.push([kind, value]);
  }
}

/** Followed by `(`, these are no functions: `[for a in (b) : a if (c)]`, `%{ if (d) }`. */
const KEYWORDS = new Set(["if", "in"]);

function namesIn(tokens: readonly Token[]): Pick<Expression, "calls" | "references"> {
  const calls: string[] = [];
  const references: Reference[] = [];
  const is = (at: number, sign: string) => tokens[at]?.[0] === "sign" && tokens[at][1] === sign;
  const nameAt = (at: number) => (tokens[at]?.[0] === "name" ? tokens[at][1] : undefined);
  let at = 0;
  while (at < tokens.length) {
    let name = nameAt(at++);
    if (name === undefined) continue;
    // A step below a value that is no name, as in `one(a).b`.
    const isStep = is(at - 2, ".");
    for (; is(at, "::"); at += 2) name += `::${nameAt(at + 1) ?? ""}`;
    if (is(at, "(")) {
      if (!KEYWORDS.has(name)) calls.push(name);
      continue;
    }
    if (isStep) continue;
    const names = [name];
    let open = false;
    for (let step: Step | undefined; !open && (step = stepAt(tokens, at)); at += step.tokens) {
      open = step.open === true;
      if (step.name !== undefined) names.push(step.name);
    }
    references.push({ names, open });
  }
  return { calls, references };
}

interface Step {
  /** How many tokens it has; those of an open one are read again, for the names in them. */
  readonly tokens: number;
  readonly name?: string | undefined;
  readonly open?: boolean;
}

/** `.name`, `.0`, `.*`, `[0]`, `[*]`, `[count.index]`, `[each.key]`, `["name"]`; others are open. */
function stepAt(tokens: readonly Token[], at: number): Step | undefined {
  const values = (count: number) => tokens.slice(at, at + count).map(([, value]) => value);
  const [first, second, third, fourth, fifth] = values(5);
  if (tokens[at]?.[0] !== "sign") return undefined;
  const next = tokens[at + 1]?.[0];
  if (first === "." && next === "name" && third !== "(") return { tokens: 2, name: second };
  if (first === "." && (next === "number" || second === "*")) return { tokens: 2 };
  if (first !== "[") return undefined;
  const isIndex = next === "number" || second === "*";
  if (isIndex && third === "]") return { tokens: 3 };
  const key = [second, third, fourth].join("");
  if (fifth === "]") {
    if (key === "count.index" || key === "each.key") return { tokens: 5 };
    // One with an escape, which could spell any name, has more tokens.
    if (second === '"' && tokens[at + 2]?.[0] === "text") return { tokens: 5, name: third };
  }
  return { tokens: 0, open: true };
}
