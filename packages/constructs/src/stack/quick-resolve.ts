import {
  DefaultTokenResolver,
  StringConcat,
  Token,
  Tokenization,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
} from "cdktf";
import type { IConstruct } from "constructs";

const resolveByCdktf = Tokenization.resolve;

type ResolveOptions = Parameters<typeof resolveByCdktf>[1];

/**
 * Runs what resolves tokens all along with a quicker search for them.
 *
 * @param scope what is resolved; for others, and for tokens of other resolvers, cdktf goes its way
 * @param keep done with all that was resolved as a whole @default nothing
 * @returns what `make` returns
 */
export function resolvingQuickly<Made>(
  scope: IConstruct,
  make: () => Made,
  keep = (whole: unknown) => whole,
): Made {
  const before = Tokenization.resolve;
  const marks: Marks = new Map();
  Tokenization.resolve = (value, options) => {
    // A synth that is being prepared adds resources as it finds references between stacks.
    const isUsual =
      options.scope === scope &&
      options.preparing !== true &&
      options.resolver.constructor === DefaultTokenResolver;
    if (!isUsual) return before(value, options);
    let whole: unknown;
    try {
      whole = resolved(value, { ...options, resolver: RESOLVER }, marks);
    } catch {
      // Once more from the top, as cdktf says in an error at which path it stands.
      whole = before(value, options);
    }
    return keep(whole);
  };
  try {
    return make();
  } finally {
    Tokenization.resolve = before;
  }
}

/** The arguments of a resource, resolved. What is a token to cdktf it puts into the JSON as it is. */
export class Kept implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(readonly attributes: unknown) {}

  resolve(): unknown {
    return this.attributes;
  }
}

/** Resolves a token as cdktf does, but for looking into what came of it where that is plain text. */
class QuickTokenResolver extends DefaultTokenResolver {
  override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: IPostProcessor,
  ): unknown {
    const made: unknown = token.resolve(context);
    const isText = typeof made === "string" && !ANY_TOKEN.test(made);
    return postProcessor.postProcess(isText ? made : context.resolve(made), context);
  }
}

const RESOLVER = new QuickTokenResolver(new StringConcat());

/** What marks of tokens in texts, such as `${TfToken[TOKEN.7]}`, stand for. */
type Marks = Map<string, unknown>;

function resolved(value: unknown, options: ResolveOptions, marks: Marks): unknown {
  if (typeof value === "string") return resolvedText(value, options, marks);
  if (typeof value !== "object" || value === null) {
    return isPlain(value) ? value : resolveByCdktf(value, options);
  }
  if (Array.isArray(value)) {
    if (value.some(standsForList)) return resolveByCdktf(value, options);
    return value.map((item) => resolved(item, options, marks)).filter((item) => item !== undefined);
  }
  if (value instanceof Kept) return value.attributes;
  // Of a construct, and of a date, cdktf knows what to do.
  if (Tokenization.isResolvable(value) || "_children" in value || value instanceof Date) {
    return resolveByCdktf(value, options);
  }
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    // A key may be a token for the whole map.
    if (ANY_TOKEN.test(key)) return resolveByCdktf(value, options);
    const item = resolved((value as Record<string, unknown>)[key], options, marks);
    if (item !== undefined) made[key] = item;
  }
  return made;
}

function resolvedText(text: string, options: ResolveOptions, marks: Marks): unknown {
  if (!ANY_TOKEN.test(text)) return text;
  if (BEYOND_MARKS.test(text)) return resolveByCdktf(text, options);
  const ofMark = (mark: string): unknown => {
    if (!marks.has(mark)) marks.set(mark, resolveByCdktf(mark, options));
    return marks.get(mark);
  };
  const [first, ...others] = text.match(MARK) ?? [];
  if (first === text) return ofMark(first);
  const isText = [first, ...others].every((mark) => mark && typeof ofMark(mark) === "string");
  return isText
    ? text.replace(MARK, (mark) => ofMark(mark) as string)
    : resolveByCdktf(text, options);
}

/** Whether cdktf leaves what is neither a text nor an object as it is. A number below may be a token. */
const isPlain = (value: unknown): boolean =>
  typeof value === "number"
    ? value > -1e200 && value !== Token.NUMBER_MAP_TOKEN_VALUE
    : typeof value !== "function";

/** Whether an item of a list may be the token for the whole list. */
const standsForList = (item: unknown): boolean =>
  typeof item === "string"
    ? item.includes("#{TfToken[")
    : typeof item === "number" && !isPlain(item);

/** A mark of one token in a text, as `TokenString` of cdktf reads it. */
const MARK = /\$\{TfToken\[[\w:.-]+\]\}/g;

/** Marks of tokens for lists and maps, values of the latter, and numbers that are tokens. */
const OF_OTHERS = [
  String.raw`[^$]\{TfToken\[`,
  Token.STRING_MAP_TOKEN_VALUE,
  Token.ANY_MAP_TOKEN_VALUE,
  String.raw`\de\+?\d{3}`,
].join("|");

const ANY_TOKEN = new RegExp(String.raw`TfToken\[|${OF_OTHERS}`);

/** What is more than marks of single tokens, such as a template, within which braces are left out. */
const BEYOND_MARKS = new RegExp(String.raw`\$\{(?!TfToken\[[\w:.-]+\]\})|${OF_OTHERS}`);
