import type { PolicyStatement } from "@groundwork/constructs/policy-document";

/** A request as IAM sees it. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request, as `aws:SecureTransport`; a list where a key has several values. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Whether a policy, as JSON text, decides on a request: the first Deny, else an Allow, else nothing. */
export function decision(policy: string, request: Request): "Allow" | "Deny" | undefined {
  const statements: PolicyStatement[] = JSON.parse(policy).Statement;
  const effects = statements.filter((s) => applies(s, request)).map(({ Effect }) => Effect);
  return effects.includes("Deny") ? "Deny" : effects[0];
}

function applies(statement: PolicyStatement, { action, resource, context = {} }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  // IAM takes actions without regard to case (IAM user guide, "IAM JSON policy elements: Action").
  const isAction = (pattern: string) => like(pattern.toLowerCase(), action.toLowerCase());
  return (
    (Action === undefined || list(Action).some(isAction)) &&
    (NotAction === undefined || !list(NotAction).some(isAction)) &&
    (Resource === undefined || list(Resource).some((pattern) => like(pattern, resource))) &&
    (NotResource === undefined || !list(NotResource).some((pattern) => like(pattern, resource))) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted), context[key])),
    )
  );
}

/** The operators that this project uses; anything else is a mistake of the test's reader. */
function holds(
  operator: string,
  wanted: readonly string[],
  got: string | readonly string[] | undefined,
): boolean {
  if (operator === "Null") return String(got === undefined) === wanted[0];
  const values = got === undefined ? [] : list(got);
  const [set, base] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(operator)!.slice(1);
  const is = (value: string) => compare(base!, wanted, value);
  switch (set) {
    // True as well when the key is absent from the request.
    case "ForAllValues":
      return values.every(is);
    // True only when there is a value.
    case "ForAnyValue":
      return values.some(is);
    default:
      if (values.length > 1) throw new Error(`${operator} compares one value`);
      // Negated operators hold when the key is absent.
      return values.length === 0 ? NEGATED.has(base!) : is(values[0]!);
  }
}

const NEGATED = new Set(["StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike"]);

function compare(operator: string, wanted: readonly string[], value: string): boolean {
  const equal = wanted.includes(value);
  const alike = wanted.some((pattern) => like(pattern, value));
  switch (operator) {
    case "StringEquals":
    case "Bool":
      return equal;
    case "StringLike":
    case "ArnLike":
      return alike;
    case "StringNotEquals":
      return !equal;
    case "StringNotLike":
    case "ArnNotEquals":
    case "ArnNotLike":
      return !alike;
    default:
      throw new Error(`condition operator ${operator} is not known here`);
  }
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

function like(pattern: string, value: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(value);
}
