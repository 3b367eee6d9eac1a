import { fieldsOf, textsOf, type Fields } from "./access";

/** A statement of a policy of IAM, or of a resource. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Empty where whoever has the policy is meant. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  /** Empty where the policy's own resource is meant. */
  readonly resources: readonly string[];
  /** As JSON; undefined without one. */
  readonly condition: string | undefined;
  /** Whether it says whom, what or where it is not about, so that all else is meant. */
  readonly negated: boolean;
}

/** The statements of a policy document; undefined for what is none. */
export function statementsOf(text: unknown): Statement[] | undefined {
  if (typeof text !== "string" || !/^\s*\{/.test(text)) return undefined;
  try {
    const { Statement: found } = fieldsOf(JSON.parse(text));
    if (typeof found !== "object" || found === null) return undefined;
    return [found].flat().map((one) => statementOf(fieldsOf(one)));
  } catch {
    return undefined;
  }
}

const statementOf = (fields: Fields): Statement => ({
  effect: fields["Effect"] === "Deny" ? "Deny" : "Allow",
  principals: principalsOf(fields["Principal"] ?? fields["NotPrincipal"]),
  actions: textsOf(fields["Action"] ?? fields["NotAction"]),
  resources: textsOf(fields["Resource"] ?? fields["NotResource"]),
  condition: fields["Condition"] === undefined ? undefined : inOrder(fields["Condition"]),
  negated: ["NotPrincipal", "NotAction", "NotResource"].some((name) => name in fields),
});

const principalsOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.values(value).flatMap(textsOf)
    : textsOf(value);

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Parts of statements that others do not cover, with the same principals and resources each. */
export interface Uncovered {
  readonly statement: Statement;
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whether others cover it but for their condition. */
  readonly byCondition: boolean;
}

/** What statements say that no other statement of the same effect says. */
export function uncovered(
  statements: readonly Statement[],
  others: readonly Statement[],
  effect: Statement["effect"],
): Uncovered[] {
  const covering = others.filter((one) => one.effect === effect);
  return statements
    .filter((one) => one.effect === effect)
    .flatMap((statement) => uncoveredIn(statement, covering));
}

/** In place of principals or resources that a statement does not name. */
const OWN = "";

function uncoveredIn(statement: Statement, others: readonly Statement[]): Uncovered[] {
  const { principals, actions, resources, condition, negated } = statement;
  if (negated) {
    const same = JSON.stringify(statement);
    if (others.some((one) => JSON.stringify(one) === same)) return [];
    return [{ statement, principals, actions, resources, byCondition: false }];
  }
  const groups = new Map<string, { -readonly [key in keyof Uncovered]: Uncovered[key] }>();
  for (const action of actions) {
    for (const principal of principals.length > 0 ? principals : [OWN]) {
      const isSaid = (resource: string, conditioned: boolean) =>
        others.some(
          (one) =>
            !one.negated &&
            (!conditioned || one.condition === undefined || one.condition === condition) &&
            hasMatch(one.principals, principal) &&
            hasMatch(one.actions, action) &&
            hasMatch(one.resources, resource),
        );
      const left = (resources.length > 0 ? resources : [OWN]).filter((one) => !isSaid(one, true));
      if (left.length === 0) continue;
      const byCondition = left.every((one) => isSaid(one, false));
      const key = JSON.stringify([principal, left, byCondition]);
      const group = groups.get(key);
      if (group) group.actions = [...group.actions, action];
      else {
        const named = (texts: string[]) => texts.filter((text) => text !== OWN);
        groups.set(key, {
          statement,
          principals: named([principal]),
          actions: [action],
          resources: named(left),
          byCondition,
        });
      }
    }
  }
  return joined([...groups.values()]);
}

/** Groups that differ in their principals alone, as one. */
function joined(groups: readonly Uncovered[]): Uncovered[] {
  const found = new Map<string, Uncovered>();
  for (const group of groups) {
    const key = JSON.stringify([group.actions, group.resources, group.byCondition]);
    const other = found.get(key);
    found.set(
      key,
      other ? { ...other, principals: [...other.principals, ...group.principals] } : group,
    );
  }
  return [...found.values()];
}

const hasMatch = (patterns: readonly string[], text: string): boolean =>
  patterns.length === 0 ? text === OWN : patterns.some((pattern) => matches(pattern, text));

/** Whether a pattern of IAM covers a text, or all that another pattern covers. */
function matches(pattern: string, text: string): boolean {
  if (pattern === "*" || pattern === text) return true;
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "is").test(text);
}
