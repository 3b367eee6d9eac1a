import { parseExactly } from "../../core/exact-json";
import { isSecret } from "../../masking/forms";
import { withoutContent } from "../../masking/masker";

export { masker } from "../../masking/masker";

/** A value of Terraform's, and which parts of it are sensitive: true for all of it. */
type Marked = readonly [value: unknown, marks: unknown];

interface Change {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

interface Module {
  readonly resources?: readonly {
    readonly values?: unknown;
    readonly sensitive_values?: unknown;
  }[];
  readonly child_modules?: readonly Module[];
}

interface Values {
  readonly outputs?: Readonly<
    Record<string, { readonly sensitive?: boolean; readonly value?: unknown }>
  >;
  readonly root_module?: Module;
}

interface Configuration {
  readonly variables?: Readonly<Record<string, { readonly sensitive?: boolean }>>;
  readonly module_calls?: Readonly<
    Record<
      string,
      {
        readonly expressions?: Readonly<Record<string, { readonly constant_value?: unknown }>>;
        readonly module?: Configuration;
      }
    >
  >;
}

interface Action {
  readonly config_values?: unknown;
  readonly config_sensitive?: unknown;
}

/** A plan, or a state: https://developer.hashicorp.com/terraform/internals/json-format */
interface PlanJson {
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly configuration?: { readonly root_module?: Configuration };
  readonly resource_changes?: readonly { readonly change?: Change }[];
  readonly resource_drift?: readonly { readonly change?: Change }[];
  readonly deferred_changes?: readonly {
    readonly resource_change?: { readonly change?: Change };
  }[];
  readonly action_invocations?: readonly Action[];
  readonly deferred_action_invocations?: readonly { readonly action_invocation?: Action }[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly prior_state?: { readonly values?: Values };
  readonly planned_values?: Values;
  readonly values?: Values;
}

/**
 * The values that a plan, or a state, marks as sensitive. Terraform masks them where it prints them itself, but
 * not where a provider or AWS repeats one in an error message.
 *
 * @param json by `terraform show -json`
 * @throws OperationError, without anything of it, where it is no such JSON
 */
export function secretsIn(json: string): string[] {
  return withoutContent(() => {
    const found = new Set<string>();
    for (const [value, marks] of markedIn(parseExactly(json) as PlanJson)) {
      collect(value, marks, found);
    }
    return [...found];
  });
}

function* markedIn(plan: PlanJson): Generator<Marked> {
  const changes = [
    ...(plan.resource_changes ?? []),
    ...(plan.resource_drift ?? []),
    ...(plan.deferred_changes ?? []).map(({ resource_change }) => resource_change),
  ].map((resource) => resource?.change);
  for (const change of [...changes, ...Object.values(plan.output_changes ?? {})]) {
    yield [change?.before, change?.before_sensitive];
    yield [change?.after, change?.after_sensitive];
  }
  const deferred = (plan.deferred_action_invocations ?? []).map((one) => one.action_invocation);
  for (const action of [...(plan.action_invocations ?? []), ...deferred]) {
    yield [action?.config_values, action?.config_sensitive];
  }
  const configuration = plan.configuration?.root_module;
  for (const [name, { value }] of Object.entries(plan.variables ?? {})) {
    yield [value, configuration?.variables?.[name]?.sensitive];
  }
  yield* markedInCalls(configuration);
  for (const values of [plan.prior_state?.values, plan.planned_values, plan.values]) {
    for (const { value, sensitive } of Object.values(values?.outputs ?? {})) {
      yield [value, sensitive];
    }
    yield* markedInModule(values?.root_module);
  }
}

/** Sensitive variables of modules that the code gives a value to. */
function* markedInCalls(configuration: Configuration | undefined): Generator<Marked> {
  for (const { expressions, module } of Object.values(configuration?.module_calls ?? {})) {
    for (const [name, { sensitive }] of Object.entries(module?.variables ?? {})) {
      yield [expressions?.[name]?.constant_value, sensitive];
    }
    yield* markedInCalls(module);
  }
}

function* markedInModule(module: Module | undefined): Generator<Marked> {
  for (const { values, sensitive_values } of module?.resources ?? []) {
    yield [values, sensitive_values];
  }
  for (const child of module?.child_modules ?? []) yield* markedInModule(child);
}

/**
 * Adds what is sensitive in a value. Booleans and empty texts are no secrets. The keys of a map
 * that is sensitive as a whole are secrets too, except those that may be names of an object's
 * attributes, which JSON does not tell apart: `password` and `host` would be masked everywhere.
 */
function collect(value: unknown, marks: unknown, found: Set<string>): void {
  if (value === null || value === undefined || !marks) return;
  if (typeof value === "object") {
    for (const [key, part] of Object.entries(value)) {
      if (marks !== true) collect(part, (marks as Record<string, unknown>)[key], found);
      else {
        if (!Array.isArray(value) && !ATTRIBUTE.test(key) && isSecret(key)) found.add(key);
        collect(part, true, found);
      }
    }
  } else if (marks === true && typeof value !== "boolean" && isSecret(String(value))) {
    found.add(String(value));
  }
}

/** https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
const ATTRIBUTE = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;
