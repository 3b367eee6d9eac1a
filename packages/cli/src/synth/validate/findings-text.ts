import { count } from "../../core/count";
import { table } from "../../core/table";
import type { Finding } from "./findings";

/** A finding with the options that its argument comes from, the likeliest first. */
export interface Traced extends Finding {
  readonly options: readonly string[];
}

/** Options that help; a name that is made of many is none of them alone. */
const MOST_OPTIONS = 3;

/**
 * Findings for people: what is wrong, then all places of it, errors first.
 *
 * @param stacks all that were looked at
 */
export const findingsText = (stacks: readonly string[], findings: readonly Traced[]): string =>
  [...groupsOf(findings).map(groupText), summary(stacks, findings)].join("\n\n");

/** What is wrong in the same way at several places is said once. */
function groupsOf(findings: readonly Traced[]): (readonly Traced[])[] {
  const errorsFirst = [
    ...findings.filter(({ severity }) => severity === "error"),
    ...findings.filter(({ severity }) => severity !== "error"),
  ];
  const groups = new Map<string, Traced[]>();
  for (const finding of errorsFirst) {
    const { severity, message, argument, options } = finding;
    const key = JSON.stringify([severity, message, argument, options]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function groupText(group: readonly Traced[]): string {
  const [{ severity, message, argument, options }] = group as [Traced];
  return [
    `${severity} ${message}`,
    ...group.map((finding) => `  ${placeText(finding)}`),
    ...(argument === undefined ? [] : [`    Argument: ${argument}`]),
    ...(options.length === 0 ? [] : [`    Option:   ${optionsText(options)}`]),
  ].join("\n");
}

function placeText({ stack, path, address, file }: Finding): string {
  const [place, ...more] = [path, address, file].filter((one) => one !== undefined);
  if (place === undefined) return stack;
  const where = more.length === 0 ? place : `${place} (${more.join(", ")})`;
  // The path of a construct begins with its stack.
  return path === undefined ? `${stack}: ${where}` : where;
}

function optionsText(options: readonly string[]): string {
  const more = options.length - MOST_OPTIONS;
  const shown = options.slice(0, MOST_OPTIONS).join(", ");
  return more > 0 ? `${shown}, and ${count(more, "other")}` : shown;
}

function summary(stacks: readonly string[], findings: readonly Finding[]): string {
  const rows = stacks.map((stack) => {
    const of = (severity: Finding["severity"]) =>
      String(findings.filter((one) => one.stack === stack && one.severity === severity).length);
    return [stack, of("error"), of("warning")];
  });
  return table([["stack", "errors", "warnings"], ...rows]);
}
