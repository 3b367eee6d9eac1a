import { plainLine } from "../../core/plain";
import { diffSignOf } from "../../terraform/plan-words";
import { changeInWords } from "../../words/change-words";
import {
  attributeLines,
  bySubject,
  headOf,
  OTHERS,
  outputChangeLines,
  widerLines,
} from "../store/changes-text";
import { byAddress, type PlanDetails, type ResourceDetails } from "../store/plan-details";
import type { PlannedResource } from "../store/plan-meta";
import { clipped, fencedToFit } from "../../core/markdown";

/** A line with the sign to which GitHub gives a colour in a diff. */
export const signed = ({ action }: PlannedResource, text: string): string =>
  `${diffSignOf(action)} ${clipped(plainLine(text))}`;

const below = (text: string): string => `      ${clipped(plainLine(text))}`;

/** What a resource has to be made anew for, from which value to which. */
export const forcingLines = (details: ResourceDetails | undefined): string[] =>
  (details?.attributes ?? [])
    .filter(({ forces }) => forces)
    .map((one) => below(changeInWords(one)));

/** How much of a comment wider access may take, in bytes; the page of the plan has all. */
const WIDER_MAX = 8000;

/** More access than before, which is seen without a click; undefined where there is none. */
export function widerBlock(
  resources: readonly PlannedResource[],
  details: PlanDetails | undefined,
  room: number,
): string | undefined {
  const lines = widerLines(resources, details).map((line) => `! ${plainLine(line)}`);
  if (lines.length === 0 || room < 500) return undefined;
  // https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
  const alert = `> [!WARNING]\n> More access than before (${lines.length}):`;
  return `${alert}\n\n${fencedToFit(lines, "diff", Math.min(room - alert.length - 10, WIDER_MAX))}`;
}

/** All changes by the parts of the stack, with what changes in each resource. */
export function changeLines(
  {
    resources,
    outputs,
  }: { readonly resources: readonly PlannedResource[]; readonly outputs: readonly string[] },
  details: PlanDetails | undefined,
): string[] {
  const known = byAddress(details);
  const subjects = bySubject(resources);
  return [
    ...subjects.flatMap(({ name, resources: members }) => [
      ...(subjects.length === 1 && name === OTHERS ? [] : [`# ${clipped(plainLine(name))}`]),
      ...members.flatMap((resource) => [
        signed(resource, headOf(resource)),
        ...attributeLines(resource, known.get(resource.address)).map(below),
      ]),
    ]),
    ...outputChangeLines(outputs, details).map((line) => `! output ${clipped(plainLine(line))}`),
  ];
}
