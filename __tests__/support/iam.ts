import type { PolicyStatement } from "../../constructs/policy-document";

/** A request as IAM sees it. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request, as `aws:SecureTransport`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Whether a policy, as JSON text, decides on a request: the first Deny, else an Allow, else nothing. */
export function decision(policy: string, request: Request): "Allow" | "Deny" | undefined {
  const statements: PolicyStatement[] = JSON.parse(policy).Statement;
  const effects = statements.filter((s) => applies(s, request)).map(({ Effect }) => Effect);
  return effects.includes("Deny") ? "Deny" : effects[0];
}

function applies(statement: PolicyStatement, { action, resource, context = {} }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  return (
    (Action === undefined || list(Action).some((pattern) => like(pattern, action))) &&
    (NotAction === undefined || !list(NotAction).some((pattern) => like(pattern, action))) &&
    (Resource === undefined || list(Resource).some((pattern) => like(pattern, resource))) &&
    (NotResource === undefined || !list(NotResource).some((pattern) => like(pattern, resource))) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted), context[key])),
    )
  );
}

/** The operators that this project uses; anything else is a mistake of the test's reader. */
function holds(operator: string, wanted: readonly string[], got: string | undefined): boolean {
  const equal = got !== undefined && wanted.includes(got);
  const alike = got !== undefined && wanted.some((pattern) => like(pattern, got));
  switch (operator) {
    case "StringEquals":
    case "Bool":
    case "ForAnyValue:StringEquals":
      return equal;
    // True as well when the key is absent from the request.
    case "ForAllValues:StringEquals":
      return got === undefined || equal;
    case "StringLike":
    case "ArnLike":
      return alike;
    // Negated operators hold when the key is absent.
    case "StringNotEquals":
      return !equal;
    case "ArnNotEquals":
    case "ArnNotLike":
      return !alike;
    // True only when there is a value.
    case "ForAnyValue:StringNotLike":
      return got !== undefined && !alike;
    case "Null":
      return String(got === undefined) === wanted[0];
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
