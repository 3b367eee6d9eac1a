import { terminalColumns } from "../../core/outlet";
import { plainLine } from "../../core/plain";
import { resourceInWords, signOf } from "../../terraform/plan-words";
import { changeInWords, nameInWords } from "../../words/change-words";
import { partOf, subjectOf } from "../../words/subject";
import { byAddress, type PlanDetails, type ResourceDetails } from "./plan-details";
import type { PlannedResource } from "./plan-meta";

/** Resources of one part of a stack, as of a service. */
export interface Subject {
  /** `service web`, `network`, or what is neither of them. */
  readonly name: string;
  readonly resources: readonly PlannedResource[];
}

/** What no construct says the part of. */
export const OTHERS = "others";

const named = ({ address, path }: Pick<PlannedResource, "address" | "path">) => ({
  address,
  constructPath: path,
});

/** Resources by the parts of the stack, in the order in which each part comes first, what is of none last. */
export function bySubject(resources: readonly PlannedResource[]): Subject[] {
  const subjects = new Map<string, PlannedResource[]>();
  for (const resource of resources) {
    const subject = subjectOf(named(resource));
    const name = subject === resource.address ? OTHERS : subject;
    const members = subjects.get(name);
    if (members) members.push(resource);
    else subjects.set(name, [resource]);
  }
  return [...subjects]
    .map(([name, members]) => ({ name, resources: members }))
    .toSorted((one, other) => Number(one.name === OTHERS) - Number(other.name === OTHERS));
}

/** What something is within its part and its address: `task log group, aws_cloudwatch_log_group.a`. */
export function headOf(resource: PlannedResource): string {
  const part = partOf(named(resource));
  const words = resourceInWords({ ...resource, path: undefined });
  return part === "" ? words : `${part}, ${words}`;
}

/** `service web, task role`, for a line that stands alone; the address where no more is known. */
export function nameOfResource(resource: Pick<PlannedResource, "address" | "path">): string {
  const part = partOf(named(resource));
  return `${subjectOf(named(resource))}${part === "" ? "" : `, ${part}`}`;
}

/** How many attributes of one resource a terminal shows; the page and the document have all. */
const ATTRIBUTES_MAX = 15;

/** What changes in a resource, a line each; without its values where only the summary is known. */
export function attributeLines(
  { action, attributes = [] }: PlannedResource,
  details: ResourceDetails | undefined,
  { longest, most = ATTRIBUTES_MAX }: { readonly longest?: number; readonly most?: number } = {},
): string[] {
  if (action !== "update" && action !== "replace") return [];
  const known = details?.attributes ?? [];
  if (known.length === 0) {
    const names = attributes.map((path) => nameInWords(path).name);
    return names.length === 0 ? [] : [`changes ${names.join(", ")}`];
  }
  // What forces a replacement is not what is left out.
  const ordered = [
    ...known.filter(({ forces }) => forces),
    ...known.filter(({ forces }) => !forces),
  ];
  const lines = ordered
    .slice(0, most)
    .map((one) => `${changeInWords(one, longest)}${one.forces ? " (forces the replacement)" : ""}`);
  const more = known.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/**
 * More access than before, a line each: `service web, task role: may s3:PutObject on ...`. What is
 * open to all comes first.
 */
export function widerLines(
  resources: readonly PlannedResource[],
  details: PlanDetails | undefined,
): string[] {
  const known = byAddress(details);
  const lines = resources.flatMap((resource) =>
    (known.get(resource.address)?.wider ?? []).map(
      ({ words }) => `${nameOfResource(resource)}: ${words}`,
    ),
  );
  const isOpen = (line: string) => OPEN_TO_ALL.test(line);
  return lines.toSorted((one, other) => Number(isOpen(other)) - Number(isOpen(one)));
}

/** In words of access that has no bounds. */
const OPEN_TO_ALL = /the (whole )?internet|everybody|may everything|AdministratorAccess|any more/;

/** How many lines of wider access come before the changes themselves. */
const WIDER_MAX = 30;

/** Outputs by their names, with their values where these are known. */
export const outputChangeLines = (
  names: readonly string[],
  details: PlanDetails | undefined,
): string[] => {
  const known = details?.outputs ?? [];
  return known.length > 0 ? known.map((one) => changeInWords(one)) : [...names];
};

const isSerious = ({ action }: PlannedResource): boolean =>
  action === "destroy" || action === "replace";

/**
 * All that a plan changes, for a terminal: wider access, then what it destroys or replaces, then the
 * rest, each by the parts of the stack.
 */
export function changesText(
  {
    resources,
    outputs,
  }: { readonly resources: readonly PlannedResource[]; readonly outputs: readonly string[] },
  details: PlanDetails | undefined,
  columns = terminalColumns(),
): string[] {
  const known = byAddress(details);
  // Two values, what they are called, and the arrow between them.
  const longest =
    columns === undefined ? undefined : Math.min(60, Math.max(16, (columns - 40) >> 1));
  const section = (some: readonly PlannedResource[]): string[] =>
    bySubject(some).flatMap(({ name, resources: members }, _, { length }) => [
      ...(name === OTHERS && length === 1 ? [] : [plainLine(name)]),
      ...members.flatMap((resource) => [
        `${signOf(resource.action).padStart(5)} ${plainLine(headOf(resource))}`,
        ...attributeLines(resource, known.get(resource.address), {
          ...(longest !== undefined && { longest }),
        }).map((line) => `        ${plainLine(line)}`),
      ]),
    ]);
  const wider = widerLines(resources, details);
  const changed = outputChangeLines(outputs, details);
  return [
    ...(wider.length === 0 ? [] : ["More access than before"]),
    ...wider.slice(0, WIDER_MAX).map((line) => `    ! ${plainLine(line)}`),
    ...(wider.length > WIDER_MAX ? [`      and ${wider.length - WIDER_MAX} more`] : []),
    ...section(resources.filter(isSerious)),
    ...section(resources.filter((resource) => !isSerious(resource))),
    ...(changed.length === 0
      ? []
      : ["outputs", ...changed.map((line) => `      ${plainLine(line)}`)]),
  ];
}
