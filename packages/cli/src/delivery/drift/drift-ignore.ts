import type { DriftIgnore } from "@groundwork/configuration";
import { OperationError } from "../../core/errors";
import type { DriftedResource, IgnoredDrift } from "../messages/drift-report";

/** The drift that the list leaves. */
export interface Sifted {
  readonly drifted: readonly DriftedResource[];
  readonly ignored: readonly IgnoredDrift[];
  /** Entries of the list that can go. */
  readonly notes: readonly string[];
}

/** Takes out of a stack's drift what the list accepts, attribute by attribute. */
export function sift(
  stack: string,
  found: readonly DriftedResource[],
  list: readonly DriftIgnore[],
  now: Date,
): Sifted {
  const entries = list.filter((entry) => entry.stack === stack || entry.stack === "*");
  const valid = entries.filter((entry) => !isOver(entry, now));
  const used = new Set<DriftIgnore>();
  const drifted: DriftedResource[] = [];
  const ignored: IgnoredDrift[] = [];
  for (const resource of found) {
    const left: string[] = [];
    const accepted = new Map<DriftIgnore, string[]>();
    for (const attribute of resource.attributes) {
      const entry = valid.find((one) => accepts(one, resource.address, attribute));
      if (entry) accepted.set(entry, [...(accepted.get(entry) ?? []), attribute]);
      else left.push(attribute);
    }
    if (resource.action === "gone" || left.length > 0)
      drifted.push({ ...resource, attributes: left });
    for (const [entry, attributes] of accepted) {
      used.add(entry);
      ignored.push({ ...resource, attributes, reason: entry.reason });
    }
  }
  return { drifted, ignored, notes: notesOn(stack, entries, used, now) };
}

function notesOn(
  stack: string,
  entries: readonly DriftIgnore[],
  used: ReadonlySet<DriftIgnore>,
  now: Date,
): string[] {
  return entries.flatMap((entry) => {
    const name = `environments/drift-ignore.ts: ${entry.address} ${entry.attribute}`;
    if (isOver(entry, now)) return [`${name}: expired on ${entry.until}: renew it, or remove it`];
    // Another stack may need an entry that is for all stacks.
    return used.has(entry) || entry.stack !== stack ? [] : [`${name}: nothing needs it any more`];
  });
}

/** The entry of the list that would accept what another one does, had it not expired. */
export const expiredFor = (
  list: readonly DriftIgnore[],
  { stack, address, attribute }: DriftIgnore,
  now: Date,
): DriftIgnore | undefined =>
  list.find(
    (entry) => entry.stack === stack && isOver(entry, now) && accepts(entry, address, attribute),
  );

/** The day named still counts, wherever on earth one looks. */
const isOver = ({ until }: DriftIgnore, now: Date): boolean =>
  until !== undefined && now.toISOString().slice(0, 10) > until;

const accepts = (entry: DriftIgnore, address: string, attribute: string): boolean =>
  pattern(entry.address, "").test(address) && pattern(entry.attribute, "([.[].*)?").test(attribute);

const pattern = (text: string, rest: string): RegExp =>
  new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}${rest}$`,
    "s",
  );

/** Shorter ones explain nothing. */
const REASON_MIN = 10;

/**
 * @param stacks that there are
 * @throws OperationError with every mistake in the list at once
 */
export function checkIgnores(list: readonly DriftIgnore[], stacks: readonly string[]): void {
  const problems = list.flatMap(({ stack, address, attribute, reason, until }, index) => {
    const problem = (name: string, got: string | undefined, expected: string) =>
      `environments/drift-ignore.ts: [${index}].${name}: got ${got === undefined || got === "" ? "nothing" : got}, expected ${expected}`;
    const known = stack === "*" || stacks.includes(stack);
    return [
      ...(known ? [] : [problem("stack", stack, `* or one of ${stacks.join(", ")}`)]),
      ...(address ? [] : [problem("address", address, "a resource's address, such as aws_x.y")]),
      ...(attribute ? [] : [problem("attribute", attribute, "an attribute's name, or *")]),
      ...((reason ?? "").trim().length >= REASON_MIN
        ? []
        : [
            problem(
              "reason",
              reason,
              `who else changes it and why, in ${REASON_MIN} characters or more`,
            ),
          ]),
      ...(until === undefined || isDay(until)
        ? []
        : [problem("until", until, "a day, such as 2027-03-31")]),
    ];
  });
  if (problems.length > 0) throw new OperationError(problems.join("\n"));
}

function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.valueOf()) && time.toISOString().startsWith(text) && text.length === 10;
}
