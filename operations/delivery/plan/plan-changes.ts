import { OperationError } from "../../errors";
import { originalAddresses } from "../../rehearsal/addresses";
import { actionOf, changedOutputs, type Change } from "../../terraform/plan-changes";
import type { PlanCounts, PlannedResource } from "./plan-meta";

/** What a plan would do, without a value of any attribute or output. */
export interface PlanContents {
  readonly counts: PlanCounts;
  readonly resources: readonly PlannedResource[];
  /** Names of those that change. */
  readonly outputs: readonly string[];
}

interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: string;
  readonly change: Change & {
    readonly importing?: object | null;
    /** Paths to arguments. A part can be a key of a map, and that comes from the configuration. */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
}

/** `cdk.tf.json`, as far as it is looked at. */
export interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Annotated>>>>;
}

interface Annotated {
  readonly "//"?: { readonly metadata?: { readonly path?: string } };
}

/**
 * @param planJson by `terraform show -json`
 * @param stack as it was synthesized, before stand-ins took the place of its resources
 * @throws OperationError when the plan does what this does not know, rather than to leave it out
 */
export function planContents(planJson: string, stack: StackJson): PlanContents {
  const { resource_changes: changes = [], output_changes } = JSON.parse(planJson) as PlanJson;
  const paths = constructPaths(stack);
  const resources = changes
    .filter(({ mode }) => mode === "managed")
    .flatMap((change) => plannedResource(change, paths));
  const outputs = changedOutputs(output_changes);
  return { counts: countsOf(resources, outputs.length), resources, outputs };
}

function plannedResource(
  { address: own, previous_address: previous, change }: ResourceChange,
  paths: ReadonlyMap<string, string>,
): PlannedResource[] {
  const address = originalAddresses(own);
  const action = actionOf(change);
  if (action === undefined && change.actions.join() !== "no-op") {
    throw new OperationError(
      `${address}: got the action ${change.actions.join(", ")}, which this version does not know`,
    );
  }
  const movedFrom = previous === undefined ? undefined : originalAddresses(previous);
  const imported = Boolean(change.importing);
  if (action === undefined && !imported && movedFrom === undefined) return [];
  const path = paths.get(withoutIndex(address));
  const because = (change.replace_paths ?? []).map(([argument]) => String(argument));
  return [
    {
      address,
      ...(path !== undefined && { path }),
      type: typeOf(address),
      action: action ?? "no-op",
      ...(imported && { imported }),
      ...(movedFrom !== undefined && { movedFrom }),
      ...(because.length > 0 && { because: [...new Set(because)] }),
    },
  ];
}

function countsOf(resources: readonly PlannedResource[], outputs: number): PlanCounts {
  const count = (holds: (resource: PlannedResource) => boolean) => resources.filter(holds).length;
  return {
    add: count(({ action }) => action === "create"),
    change: count(({ action }) => action === "update"),
    replace: count(({ action }) => action === "replace"),
    destroy: count(({ action }) => action === "destroy"),
    import: count(({ imported }) => imported === true),
    move: count(({ movedFrom }) => movedFrom !== undefined),
    forget: count(({ action }) => action === "forget"),
    outputs,
  };
}

/** From address to construct, as CDKTF notes it beside each resource. */
export function constructPaths({ resource = {} }: StackJson): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const [type, bodies] of Object.entries(resource)) {
    for (const [name, body] of Object.entries(bodies)) {
      const path = body["//"]?.metadata?.path;
      if (path !== undefined) paths.set(`${type}.${name}`, path);
    }
  }
  return paths;
}

/** `module.a.aws_vpc.b["x"]` -> `module.a.aws_vpc.b` */
const withoutIndex = (address: string): string => address.replace(/\[[^\]]*\]$/, "");

/** The type is the last part but one; a key in brackets may hold any text. */
const typeOf = (address: string): string => withoutIndex(address).split(".").at(-2) ?? "";
