import { oneOf, type Random } from "./written-environment";

type Value = Readonly<Record<string, unknown>>;

/** What somebody has done to one resource past Terraform. */
export interface Tampered {
  /** Its configuration before. */
  readonly before: Value;
  /** Undefined where it is gone. */
  readonly after: Value | undefined;
  /** For whoever reads what went wrong. */
  readonly what: string;
}

/** A value that is secret, and must be in no patch. */
export const secretOf = (random: Random): string =>
  `hunter2-${Math.floor(random() * 1e9).toString(36)}-Zq8`;

/** Arguments that come from options, which are drawn more often than others. */
const LIKELY =
  /^(retention_in_days|idle_timeout|cpu|memory|min_capacity|max_capacity|deregistration_delay|threshold|evaluation_periods|cidr_blocks|enable_dns_hostnames|CostCenter|Team|target_value|visibility_timeout_seconds|cidr_ipv4|health_check_grace_period_seconds|path|priority|value|days|expiration)$/;

/** Names of arguments that providers keep secret. */
const SECRET_NAMES = ["master_password", "password", "secret_string", "auth_token"] as const;

/**
 * Draws what happens to some of the resources of a stack.
 *
 * @param inputs configurations of its resources, as a state has them
 */
export function tamperedWith(inputs: readonly Value[], random: Random, count: number): Tampered[] {
  const tampered: Tampered[] = [];
  for (let times = 0; times < count; times++) {
    const free = inputs.filter((one) => !tampered.some(({ before }) => before === one));
    tampered.push(...(random() < 0.6 ? tamperLikely(free, random) : tamperAny(free, random)));
  }
  return tampered;
}

/** What an option says in all resources that have it, or in one of them. */
function tamperLikely(inputs: readonly Value[], random: Random): Tampered[] {
  const all = inputs.flatMap((before) =>
    leavesOf(before)
      .filter((steps) => LIKELY.test(keyOf(steps)))
      .map((steps) => ({ before, steps, key: keyOf(steps), value: valueAt(before, steps) })),
  );
  const key = oneOf(random, [...new Set(all.map((one) => one.key))]);
  const drawn = oneOf(
    random,
    all.filter((one) => one.key === key),
  );
  const value = otherThan(drawn.value, random);
  const same = all.filter(
    (one) => one.key === key && JSON.stringify(one.value) === JSON.stringify(drawn.value),
  );
  const meant = random() < 0.75 ? same : [drawn];
  return [...new Set(meant.map(({ before }) => before))].map((before) => ({
    before,
    after: meant
      .filter((one) => one.before === before)
      .reduce((now, { steps }) => withValue(now, steps, value), before),
    what: `${drawn.steps.join(".")} of ${meant.length}`,
  }));
}

/** Anything of one resource. */
function tamperAny(inputs: readonly Value[], random: Random): Tampered[] {
  const before = oneOf(random, inputs);
  const kind = random();
  if (kind < 0.1) return [{ before, after: undefined, what: "gone" }];
  if (kind < 0.35) {
    const name = oneOf(random, SECRET_NAMES);
    return [{ before, after: { ...before, [name]: secretOf(random) }, what: name }];
  }
  if (kind < 0.5) {
    const tags = { ...(before["tags"] as object | undefined), Changed: "by hand" };
    return [{ before, after: { ...before, tags }, what: "one more tag" }];
  }
  const steps = oneOf(random, leavesOf(before));
  const after = withValue(before, steps, otherThan(valueAt(before, steps), random));
  return [{ before, after, what: steps.join(".") }];
}

type Steps = readonly (string | number)[];

const keyOf = (steps: Steps): string => String(steps.findLast(isKey));

const valueAt = (value: any, steps: Steps): unknown =>
  steps.reduce((inner, step) => inner?.[step], value);

function withValue(value: Value, steps: Steps, other: unknown): Value {
  const copy = structuredClone(value);
  const parent = valueAt(copy, steps.slice(0, -1)) as Record<string | number, unknown>;
  parent[steps.at(-1)!] = other;
  return copy;
}

const isKey = (step: string | number): boolean => typeof step === "string";

/** Ways to what is no object: scalars, and lists of them. */
function leavesOf(value: unknown, way: readonly (string | number)[] = []): (string | number)[][] {
  if (value === null || value === undefined) return [];
  const isList = Array.isArray(value);
  if (typeof value !== "object" || (isList && value.every((one) => typeof one !== "object"))) {
    return way.length === 0 ? [] : [[...way]];
  }
  const entries: [string | number, unknown][] = isList
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, one]) => leavesOf(one, [...way, key]));
}

function otherThan(value: unknown, random: Random): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number")
    return oneOf(
      random,
      [14, 30, 90, 120, value + 1].filter((one) => one !== value),
    );
  if (Array.isArray(value)) {
    const fewer = value.filter((_, index) => index > 0);
    const more = [
      ...value,
      /\/\d+$/.test(String(value[0])) ? "198.51.100.0/24" : `${String(value[0] ?? "one")}x`,
    ];
    return value.length > 1 && random() < 0.5 ? fewer : more;
  }
  const text = String(value);
  if (/^\d+$/.test(text)) return String(Number(text) * 2);
  if (/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text)) return "198.51.100.0/24";
  // A task definition's containers.
  if (text.startsWith("[{"))
    return text.replace('"value":"fast"', '"value":"slow"').replace(/"cpu":\d+/, '"cpu":7');
  return `${text}x`;
}
