import {
  DefaultTokenResolver,
  StringConcat,
  Token,
  Tokenization,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";

const resolveByCdktf = Tokenization.resolve;

type ResolveOptions = Parameters<typeof resolveByCdktf>[1];

/**
 * The JSON of a stack, as cdktf makes it, in less than half of the time.
 *
 * Nine of ten values have no token, and cdktf takes each of them through four regular expressions
 * and several objects; a token that stands in many texts it resolves in each anew; and it copies and
 * resolves all of it a second time, for the sake of the stack's own overrides. Here what has no token
 * is passed over, a mark is resolved once, and a resource stays as it was resolved. How a token is
 * resolved, and what is wrong with it, remains cdktf's own affair, so the outcome is the same.
 *
 * `Tokenization.resolve` is public, and stacks of cdktf and of cdktn call it.
 *
 * @param make cdktf's way to the JSON
 */
export function quickJson<Json>(stack: TerraformStack, make: () => Json): Json {
  try {
    return resolvingQuickly(stack, make, keptWhole());
  } catch {
    // Where the stack's overrides change a resource, for one; or cdktf says what is wrong.
    return resolvingQuickly(stack, make);
  }
}

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
class Kept implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(readonly attributes: unknown) {}

  resolve(): unknown {
    return this.attributes;
  }
}

/** @throws when two resources have one address: cdktf makes one of both */
function keptWhole(): (whole: unknown) => unknown {
  const addresses = new Set<string>();
  return (whole) => {
    const { resource, ...rest } = whole as { resource?: Record<string, Record<string, unknown>> };
    // The whole JSON, which has a comment, is what they are kept for.
    if (resource === undefined || "//" in rest) return whole;
    const types = Object.entries(resource).map(([type, named]) => {
      const all = Object.entries(named).map(([id, attributes]) => {
        const address = `${type}.${id}`;
        if (addresses.has(address)) throw new Error(`${address} is there twice`);
        addresses.add(address);
        return [id, new Kept(attributes)] as const;
      });
      return [type, Object.fromEntries(all)] as const;
    });
    return { ...rest, resource: Object.fromEntries(types) };
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
