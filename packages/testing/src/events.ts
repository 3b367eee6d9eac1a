/**
 * Whether EventBridge would take an event for a pattern, as far as this project writes patterns: lists
 * of values, `anything-but`, `prefix` and `$or` (EventBridge user guide, "Event patterns"). What is
 * asked of objects in a list must hold for one of them.
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  const { $or, ...fields } = pattern as Record<string, unknown>;
  return (
    ($or === undefined || ($or as unknown[]).some((one) => matchesPattern(one, event))) &&
    Object.entries(fields).every(([name, expected]) => matchesField(expected, fieldOf(event, name)))
  );
}

const fieldOf = (event: unknown, name: string): unknown =>
  (event as Record<string, unknown> | undefined)?.[name];

function matchesField(expected: unknown, value: unknown): boolean {
  const values = Array.isArray(value) ? value : [value];
  if (!Array.isArray(expected)) return values.some((one) => matchesPattern(expected, one));
  return expected.some((rule) => values.some((one) => matchesRule(rule, one)));
}

function matchesRule(rule: unknown, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof rule !== "object" || rule === null) return rule === value;
  const { "anything-but": others, prefix, ...unknown } = rule as Record<string, unknown>;
  if (Object.keys(unknown).length > 0)
    throw new Error(`${Object.keys(unknown)[0]} is not known here`);
  if (prefix !== undefined) return String(value).startsWith(String(prefix));
  return !(others as unknown[]).includes(value);
}
