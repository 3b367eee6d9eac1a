import type { Configuration } from "@groundwork/configuration";
import { attributeChanges, type AttributeChange } from "../words/attribute-changes";

/** An option whose value is another. */
export interface OptionChange {
  /** As `dev.services[web].cpuUnits`; of a new environment its name alone. */
  readonly name: string;
  /** What differs in it; what is secret is masked. */
  readonly changes: readonly AttributeChange[];
  /** The configuration after the change, but for this option. */
  revert(): Configuration;
}

type Step = string | number;
type Parts = Record<Step, unknown>;

/**
 * The options in which two configurations differ, as far down as both have them. Items of lists are
 * matched by their names.
 */
export function optionChanges(before: Configuration, after: Configuration): OptionChange[] {
  const found: OptionChange[] = [];
  const differ = (one: unknown, other: unknown, at: Place): void => {
    // Plain data, as environments/ are.
    if (JSON.stringify(one) === JSON.stringify(other)) return;
    if (isParts(one) && isParts(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        const name = at.name === "" ? (key === ENVIRONMENTS ? "" : key) : `${at.name}.${key}`;
        differ(one[key], other[key], { name, steps: [...at.steps, key], known: key in one });
      }
    } else if (isNamed(one) && isNamed(other)) {
      inLists(one, other, at);
    } else {
      found.push({
        name: at.name,
        changes: told(at.name, one, other),
        revert: () => revert(one, at),
      });
    }
  };
  const inLists = (one: readonly Named[], other: readonly Named[], at: Place) => {
    const names = new Set([...one, ...other].map(({ name }) => name));
    for (const name of names) {
      const index = other.findIndex((item) => item.name === name);
      const old = one.find((item) => item.name === name);
      const steps = [...at.steps, index < 0 ? other.length : index];
      const own = at.name === "" ? name : `${at.name}[${name}]`;
      differ(old, other[index], { name: own, steps, known: old !== undefined });
    }
  };
  const revert = (value: unknown, { steps, known }: Place): Configuration => {
    const copy = structuredClone(after);
    const key = steps.at(-1)!;
    const parent = steps.slice(0, -1).reduce<unknown>((part, step) => (part as Parts)[step], copy);
    if (known) (parent as Parts)[key] = value;
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete (parent as Parts)[key];
    return copy;
  };
  differ(before, after, { name: "", steps: [], known: true });
  return found;
}

/** An environment is called by its name alone. */
const ENVIRONMENTS = "environments";

interface Place {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Whether there was something before. */
  readonly known: boolean;
}

interface Named {
  readonly name: string;
}

const isParts = (value: unknown): value is Parts =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether it is a list whose items have names, each its own. */
function isNamed(value: unknown): value is readonly Named[] {
  if (!Array.isArray(value)) return false;
  const names = value.map((item: unknown) => (isParts(item) ? item["name"] : undefined));
  return names.every((name) => typeof name === "string") && new Set(names).size === names.length;
}

/** What differs, by the name of the option. */
function told(name: string, before: unknown, after: unknown): AttributeChange[] {
  const [last = ""] = /[^.[\]]+(?=\]?$)/.exec(name) ?? [];
  const changes = attributeChanges({ [last]: before }, { [last]: after });
  return changes.map((change) => ({ ...change, path: `${name}${change.path.slice(last.length)}` }));
}
