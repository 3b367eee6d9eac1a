import { ONLY_PRIORITY } from "@groundwork/constructs/container-service/options";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";

/** What the rules look at; see service-options.ts of the constructs. */
interface Reached {
  readonly services?: readonly Draft<{ name: string; http: { priority: number } }>[];
}

/** The first value that is there twice. */
export const twice = <Value>(values: readonly Value[]): Value | undefined =>
  values.find((value, index) => value !== undefined && values.slice(0, index).includes(value));

/**
 * A place in the list must not decide a listener rule's priority: an insertion would move the
 * others, and as the provider changes each rule by itself, one meets a number that another still
 * has (ELBv2 API, CreateRule and SetRulePriorities: PriorityInUse).
 */
export function namesItsPriorities({ services }: Reached): string | undefined {
  const reached = listOf(services).filter((service) => service?.http);
  const missing = reached.filter(({ http }) => http?.priority === undefined);
  if (reached.length < 2 || missing.length === 0) return undefined;
  const named = new Set(reached.map(({ http }) => http?.priority));
  const numbers = missing.map((service) => {
    // The default until each had to name one: written down, it changes nothing.
    const byPlace = (listOf(services).indexOf(service) + 1) * 100;
    return `${service.name} ${named.has(byPlace) ? "any free number" : byPlace}`;
  });
  return (
    "an http.priority for each service with http, as a place in the list would move the others: " +
    `write ${numbers.join(", ")}, which running ones have by their place so far; ` +
    `one that was alone has ${ONLY_PRIORITY}, a new one takes any free number`
  );
}

export function hasEachPriorityOnce({ services }: Reached): string | undefined {
  const priority = twice(listOf(services).map((service) => service?.http?.priority));
  return priority === undefined
    ? undefined
    : `every http.priority once, and ${priority} is there twice`;
}
