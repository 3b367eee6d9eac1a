import { OperationError } from "../core/errors";
import { parseExactly } from "../core/exact-json";

export interface Change {
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  readonly after_unknown?: unknown;
  readonly importing?: object | null;
  /** Paths to arguments. A part can be a key of a map, and that comes from the configuration. */
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}

/** What would be done to one object of a resource or data source. */
export interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: string;
  readonly type?: string;
  /** Key of an object that is not the current one of this address. */
  readonly deposed?: string;
  readonly change: Change;
}

/** One time that an action is run (`action` blocks, from Terraform 1.14 on). */
export interface ActionInvocation {
  readonly address: string;
  readonly type?: string;
  /** Undefined where somebody has asked for it on the command line. */
  readonly lifecycle_action_trigger?: {
    readonly triggering_resource_address?: string;
    /** The event that runs the action, such as `AfterUpdate`. */
    readonly action_trigger_event?: string;
  };
}

/** What a plan says of what it would do, and of what it has found. It holds secrets. */
export interface PlanJson {
  readonly changes: readonly ResourceChange[];
  readonly drift: readonly ResourceChange[];
  readonly outputs: Readonly<Record<string, Change>>;
  readonly invocations: readonly ActionInvocation[];
}

/**
 * What a plan's JSON may have, besides what is read below: what it is made of, and what it tells of
 * the world as it is (https://developer.hashicorp.com/terraform/internals/json-format#plan-representation).
 */
const DOES_NOTHING = new Set(
  [
    "format_version terraform_version timestamp applyable complete errored",
    "variables configuration prior_state planned_values proposed_unknown relevant_attributes checks",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Reads a plan, or refuses it: what an apply would do and nobody here knows of must not be left out.
 *
 * @param json by `terraform show -json`; numbers that a double cannot hold are texts in what is read
 * @throws OperationError when it is no plan, is not complete, or has a part or an action that this
 *   does not know
 */
export function readPlan(json: string): PlanJson {
  const {
    resource_changes,
    resource_drift,
    output_changes,
    action_invocations,
    deferred_changes,
    deferred_action_invocations,
    ...others
  } = documentIn(json);
  const changes = listed("resource_changes", resource_changes).map(changeOf);
  const drift = listed("resource_drift", resource_drift).map(changeOf);
  const outputs = outputsIn(output_changes);
  const invocations = listed("action_invocations", action_invocations).map(invocationOf);
  expectComplete(others, [
    ...listed("deferred_changes", deferred_changes),
    ...listed("deferred_action_invocations", deferred_action_invocations),
  ]);
  for (const [section, value] of Object.entries(others)) {
    if (!DOES_NOTHING.has(section) && tellsOfObjects(value)) {
      throw unknown(`the plan has the section ${section}`);
    }
  }
  for (const change of changes) expectKnown(change);
  return { changes, drift, outputs, invocations };
}

/**
 * Terraform may add parts of no consequence; a part that would change something has these fields.
 */
const tellsOfObjects = (value: unknown): boolean =>
  /"(\w+_)?(actions?|address|change)":/.test(JSON.stringify(value) ?? "");

type Fields = Readonly<Record<string, unknown>>;

/** Parses a document. Its error has no word of the document, unlike V8's. */
function documentIn(json: string): Fields {
  let document: unknown;
  try {
    // Warnings may come before the document.
    document = parseExactly(/^\{[^]*/m.exec(json)?.[0] ?? "");
  } catch {
    throw noPlan("no JSON");
  }
  const fields = fieldsOf(document);
  if (!fields) throw noPlan("no JSON object");
  const { format_version: version = "1.0" } = fields;
  if (!/^1\.\d+$/.test(String(version)))
    throw unknown(`the plan has the format ${String(version)}`);
  return fields;
}

function expectComplete({ errored, complete }: Fields, deferred: readonly unknown[]): void {
  if (errored === true) throw noPlan("one that ended in an error");
  if (deferred.length === 0 && complete !== false) return;
  const addresses = deferred.map((one) => {
    const { resource_change, action_invocation } = fieldsOf(one) ?? {};
    return String(fieldsOf(resource_change ?? action_invocation)?.["address"] ?? "something");
  });
  const what = addresses.length === 0 ? "" : `: it puts off ${addresses.join(", ")}`;
  throw new OperationError(
    `the plan is not complete${what}. Expected one that says all that will be done; make what it waits for a stack of its own, planned before`,
  );
}

/** https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
const ACTIONS = new Set(
  ["no-op create read update delete forget", "delete,create create,delete create,forget"].flatMap(
    (line) => line.split(" "),
  ),
);

function expectKnown({ address, mode, change: { actions } }: ResourceChange): void {
  // Opened while a plan is made or applied, and nothing afterwards.
  if (mode === "ephemeral") return;
  if (!ACTIONS.has(actions.join()))
    throw unknown(`${address}: got the action ${actions.join(", ")}`);
  const looksOnly = /^(no-op|read)$/.test(actions.join());
  if (!/^(managed|data)$/.test(mode) && !looksOnly)
    throw unknown(`${address}: got the mode ${mode}`);
}

function changeOf(value: unknown): ResourceChange {
  const { address, mode, change, ...rest } = fieldsOf(value) ?? {};
  const actions = fieldsOf(change)?.["actions"];
  if (typeof address !== "string" || !isTexts(actions)) throw noPlan("a change without actions");
  return { ...rest, address, mode: String(mode), change: change as Change };
}

function outputsIn(value: unknown = {}): PlanJson["outputs"] {
  const outputs = fieldsOf(value);
  const isSound = Object.values(outputs ?? {}).every((one) => isTexts(fieldsOf(one)?.["actions"]));
  if (!outputs || !isSound) throw noPlan("outputs without actions");
  return outputs as PlanJson["outputs"];
}

function invocationOf(value: unknown): ActionInvocation {
  const fields = fieldsOf(value) ?? {};
  if (typeof fields["address"] !== "string") throw noPlan("an action without an address");
  return fields as unknown as ActionInvocation;
}

function listed(section: string, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw noPlan(`no list in ${section}`);
  return value;
}

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

const noPlan = (got: string) =>
  new OperationError(`terraform show: got ${got}, expected the JSON of a plan`);

const unknown = (what: string) =>
  new OperationError(
    `${what}, which this version of groundwork does not know: what an apply would do cannot be told. Expected a plan of a version of Terraform that it knows; update groundwork, or take an older Terraform`,
  );
