import { OperationError } from "../core/errors";
import { childrenOf, type Span } from "./json-text";
import { addressesOf, addressOf, type ResourceInState } from "./state-file";

/** A resource in a state, with all of its instances, as it stands there. */
export interface StateEntry {
  /** Its address without a key of an instance, as `module.a["x"].aws_vpc.b`. */
  readonly address: string;
  /** Addresses of its instances. */
  readonly addresses: readonly string[];
  readonly mode: ResourceInState["mode"];
  /** Whether one of them has an object that is still to be destroyed. */
  readonly deposed: boolean;
  readonly text: string;
}

/** What a state holds. */
export interface StateParts {
  /** In the order of the state. */
  readonly entries: readonly StateEntry[];
  /** Outputs by their names, each as it stands there. */
  readonly outputs: ReadonlyMap<string, string>;
}

export const NO_PARTS: StateParts = { entries: [], outputs: new Map() };

/** @param text of a state of format 4 */
export function partsOf(text: string): StateParts {
  const { resources, outputs } = spansOf(text);
  return {
    entries: childrenIn(text, resources).map(({ begin, end }) => entryOf(text.slice(begin, end))),
    outputs: new Map(
      childrenIn(text, outputs).map(({ name, begin, end }) => [name, text.slice(begin, end)]),
    ),
  };
}

function entryOf(text: string): StateEntry {
  const resource: ResourceInState = JSON.parse(text);
  return {
    address: addressOf(resource, {}),
    addresses: addressesOf(resource),
    mode: resource.mode,
    deposed: (resource.instances ?? []).some(({ deposed }) => deposed !== undefined),
    text,
  };
}

/**
 * The same state with other resources and outputs. All else of its text stays as it is.
 *
 * @throws OperationError when it has no place for them where Terraform writes one
 */
export function withParts(text: string, { entries, outputs }: StateParts): string {
  const spans = spansOf(text);
  const list = listOf(entries.map((entry) => `    ${entry.text}`));
  const object = listOf(
    [...outputs].map(([name, value]) => `    ${JSON.stringify(name)}: ${value}`),
  );
  const written = [
    { span: spans.resources, value: `[${list}]` },
    { span: spans.outputs, value: `{${object}}` },
  ];
  if (written.some(({ span }) => span === undefined)) {
    throw new OperationError(
      'the state cannot be given other resources: got none of "resources" and "outputs", or one without a list, expected both as Terraform writes them',
    );
  }
  return written
    .toSorted((one, other) => other.span!.begin - one.span!.begin)
    .reduce(
      (all, { span, value }) => all.slice(0, span!.begin) + value + all.slice(span!.end),
      text,
    );
}

const listOf = (lines: readonly string[]): string =>
  lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `;

/** A state without anything in it, as Terraform begins one. */
export const emptyState = (terraformVersion: string, lineage: string): string =>
  `${JSON.stringify({ version: 4, terraform_version: terraformVersion, serial: 0, lineage, outputs: {}, resources: [], check_results: null }, null, 2)}\n`;

function spansOf(text: string): Record<"resources" | "outputs", Span | undefined> {
  const spans = new Map([...childrenOf(text, text.indexOf("{"))].map((span) => [span.name, span]));
  return { resources: spans.get("resources"), outputs: spans.get("outputs") };
}

const childrenIn = (text: string, span: Span | undefined): Span[] =>
  span === undefined ? [] : [...childrenOf(text, span.begin)];
