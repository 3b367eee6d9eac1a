/** What takes the place of a secret; Terraform's own words. */
const MASK = "(sensitive value)";

/** Shorter values are found in too many places that are no secrets. */
const SHORTEST = 6;

interface Marked {
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

interface PlanJson {
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly configuration?: {
    readonly root_module?: {
      readonly variables?: Readonly<Record<string, { readonly sensitive?: boolean }>>;
    };
  };
  readonly resource_changes?: readonly { readonly change: Marked }[];
  readonly resource_drift?: readonly { readonly change: Marked }[];
  readonly output_changes?: Readonly<Record<string, Marked>>;
  readonly prior_state?: { readonly values?: { readonly root_module?: Module } };
}

/**
 * The values that a plan marks as sensitive. Terraform masks them where it prints them itself, but
 * not where a provider or AWS repeats one in an error message.
 *
 * @param planJson by `terraform show -json`
 */
export function secretsIn(planJson: string): string[] {
  const plan = JSON.parse(planJson) as PlanJson;
  const found = new Set<string>();
  const changes = [
    ...[...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])].map(
      ({ change }) => change,
    ),
    ...Object.values(plan.output_changes ?? {}),
  ];
  for (const { before, before_sensitive, after, after_sensitive } of changes) {
    collect(before, before_sensitive, found);
    collect(after, after_sensitive, found);
  }
  const declared = plan.configuration?.root_module?.variables ?? {};
  for (const [name, { value }] of Object.entries(plan.variables ?? {})) {
    collect(value, declared[name]?.sensitive, found);
  }
  collectModule(plan.prior_state?.values?.root_module, found);
  return [...found];
}

function collectModule(module: Module | undefined, found: Set<string>): void {
  for (const { values, sensitive_values } of module?.resources ?? []) {
    collect(values, sensitive_values, found);
  }
  for (const child of module?.child_modules ?? []) collectModule(child, found);
}

/** @param marks true for all of the value, else the same for each of its parts */
function collect(value: unknown, marks: unknown, found: Set<string>): void {
  if (value === null || value === undefined || !marks) return;
  if (typeof value === "object") {
    for (const [key, part] of Object.entries(value)) {
      collect(part, marks === true ? true : (marks as Record<string, unknown>)[key], found);
    }
  } else if (marks === true && typeof value !== "boolean") {
    found.add(String(value));
  }
}

/** Masks secrets in a line of text, or in several. */
export function masker(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => {
    // As it is, as JSON or Go have it in quotes, and each line of a longer text.
    const quoted = JSON.stringify(secret).slice(1, -1);
    return [secret, quoted, ...secret.split(/\r?\n/).map((line) => line.trim())];
  });
  const shown = [...new Set(forms)].filter((form) => form.length >= SHORTEST);
  if (shown.length === 0) return (text) => text;
  // The longest first: one secret can begin with another.
  const longest = shown.toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longest.map((form) => escape(form)).join("|"), "g");
  return (text) => text.replace(pattern, MASK);
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
