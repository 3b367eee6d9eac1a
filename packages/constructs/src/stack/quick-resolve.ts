import {
  DefaultTokenResolver,
  StringConcat,
  Token,
  Tokenization,
  dependable,
  ref,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
} from "cdktf";
import type { IConstruct } from "constructs";

const resolveByCdktf = Tokenization.resolve;

type ResolveOptions = Parameters<typeof resolveByCdktf>[1];

/** Puts in place of tokens what they stand for. */
export type Resolve = (value: unknown) => unknown;

/**
 * Runs what resolves tokens all along with a quicker search for them: what has no token is passed
 * over, and a token that stands in many texts is resolved once. How one is resolved, and what is
 * wrong with it, remains cdktf's own affair.
 *
 * `Tokenization.resolve` is public, and stacks of cdktf and of cdktn call it.
 *
 * @param scope what is resolved; for others, and for tokens of other resolvers, cdktf goes its way
 * @param take resolves what was given as a whole @default as it is
 * @returns what `make` returns
 */
export function resolvingQuickly<Made>(
  scope: IConstruct,
  make: () => Made,
  take = (whole: unknown, resolve: Resolve) => resolve(whole),
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
    try {
      return take(value, (part) => resolved(part, { ...options, resolver: RESOLVER }, marks));
    } catch {
      // Once more from the top, as cdktf says in an error at which path it stands.
      return take(value, (part) => before(part, options));
    }
  };
  try {
    return make();
  } finally {
    Tokenization.resolve = before;
  }
}

/**
 * What resolves single values of a stack as cdktf does, as long as nothing changes in it.
 *
 * @returns what throws as cdktf does
 */
export function quickResolver(scope: IConstruct): Resolve {
  const marks: Marks = new Map();
  const [quick, usual] = [RESOLVER, new DefaultTokenResolver(new StringConcat())].map(
    (resolver) => ({ scope, resolver, preparing: false }),
  );
  return (value) => {
    try {
      return resolved(value, quick!, marks);
    } catch {
      return resolveByCdktf(value, usual!);
    }
  };
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
  if (isMore(value)) return resolveByCdktf(value, options);
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    // A key may be a token for the whole map.
    if (hasToken(key)) return resolveByCdktf(value, options);
    const item = (value as Record<string, unknown>)[key];
    const itemMade = item === undefined ? item : resolved(item, options, marks);
    if (itemMade !== undefined) made[key] = itemMade;
  }
  return made;
}

/** Whether cdktf does not simply look into each value of an object: a token, a construct, a date. */
const isMore = (value: object): boolean =>
  Tokenization.isResolvable(value) ||
  (value.constructor !== Object && ("_children" in value || value instanceof Date));

/** Names of arguments, which stand everywhere, and ids, which stacks share. */
const plainNames = new Set<string>();

/** Whether a token is in a name. */
export function hasToken(name: string): boolean {
  if (plainNames.has(name)) return false;
  if (ANY_TOKEN.test(name)) return true;
  plainNames.add(name);
  return false;
}

function resolvedText(text: string, options: ResolveOptions, marks: Marks): unknown {
  if (marks.has(text)) return marks.get(text);
  if (!ANY_TOKEN.test(text)) return text;
  if (IS_MARK.test(text)) return ofMark(text, options, marks);
  if (BEYOND_MARKS.test(text)) return resolveByCdktf(text, options);
  const found = text.match(MARK) ?? [];
  const isText =
    found.length > 0 && found.every((mark) => typeof ofMark(mark, options, marks) === "string");
  return isText
    ? text.replace(MARK, (mark) => marks.get(mark) as string)
    : resolveByCdktf(text, options);
}

function ofMark(mark: string, options: ResolveOptions, marks: Marks): unknown {
  if (marks.has(mark)) return marks.get(mark);
  const { scope } = options;
  const context = {
    scope,
    preparing: false,
    suppressBraces: undefined,
    iteratorContext: undefined,
  };
  const made = referenceOf(mark, context as unknown as IResolveContext);
  marks.set(mark, made ?? resolveByCdktf(mark, options));
  return marks.get(mark);
}

/** What makes references to attributes, and to what comes first, which nearly all tokens are. */
const REFERENCES = new Set<unknown>([
  ref("a.b").constructor,
  Tokenization.reverseString(dependable({ fqn: "a.b" })).firstToken!.constructor,
]);

/**
 * What a mark of a reference comes to.
 *
 * @param context in which no other is looked for; one that refers by another needs no braces
 * @returns undefined for tokens of other kinds, which may look for others
 */
function referenceOf(mark: string, context: IResolveContext): string | undefined {
  const token = Tokenization.reverseString(mark).firstToken;
  if (token === undefined || !REFERENCES.has(token.constructor)) return undefined;
  const made: unknown = token.resolve(context);
  if (typeof made !== "string" || !ANY_TOKEN.test(made)) return made as string | undefined;
  return IS_MARK.test(made) ? referenceOf(made, context) : undefined;
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

const IS_MARK = new RegExp(`^${MARK.source}$`);

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
