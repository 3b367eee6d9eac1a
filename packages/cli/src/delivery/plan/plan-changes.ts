import { OperationError } from "../../core/errors";
import { isModule, originalAddress } from "../../stand-ins/addresses";
import { deposedSuffix, parseAddress, resourceOf } from "../../terraform/address";
import { actionOf, changedOutputs, triggerOf } from "../../terraform/plan-changes";
import { readPlan, type ActionInvocation, type ResourceChange } from "../../terraform/plan-json";
import type { PlanCounts } from "../../terraform/plan-words";
import type { PlannedResource } from "../store/plan-meta";
import type { StackJson } from "../../state/stack-json";

/** What a plan would do, without a value of any attribute or output. */
export interface PlanContents {
  readonly counts: PlanCounts;
  readonly resources: readonly PlannedResource[];
  /** Names of the outputs that change. */
  readonly outputs: readonly string[];
}

/**
 * @param planJson by `terraform show -json`
 * @param stack as it was synthesized, before stand-ins took the place of its resources
 * @param among what alone is meant, by the same addresses and names. @default all
 * @throws OperationError when the plan does what this does not know, rather than to leave it out
 */
export function planContents(
  planJson: string,
  stack: StackJson,
  among?: Pick<PlanContents, "resources" | "outputs">,
): PlanContents {
  const { changes, outputs, invocations } = readPlan(planJson);
  const paths = constructPaths(stack);
  const resources = [
    ...changes
      .filter(({ mode }) => mode === "managed")
      .flatMap((change) => plannedResource(change, paths)),
    ...invocations.map(plannedInvocation),
  ].filter(({ address }) => !among || among.resources.some((one) => one.address === address));
  const changed = changedOutputs(outputs).filter((name) => !among || among.outputs.includes(name));
  return { counts: countsOf(resources, changed.length), resources, outputs: changed };
}

const plannedInvocation = (invocation: ActionInvocation): PlannedResource => ({
  address: invocation.address,
  type: invocation.type ?? parseAddress(invocation.address)?.type ?? "action",
  action: "invoke",
  trigger: triggerOf(invocation, originalAddress),
});

function plannedResource(
  { previous_address: previous, change, ...resource }: ResourceChange,
  paths: ReadonlyMap<string, string>,
): PlannedResource[] {
  const identity = identityOf(resource, paths);
  const action = actionOf(change);
  const movedFrom = previous === undefined ? undefined : originalAddress(previous);
  const imported = Boolean(change.importing);
  if (action === undefined && !imported && movedFrom === undefined) return [];
  const because = (change.replace_paths ?? []).map(([argument]) => String(argument));
  return [
    {
      ...identity,
      action: action ?? "no-op",
      ...(imported && { imported }),
      ...(movedFrom !== undefined && { movedFrom }),
      ...(because.length > 0 && { because: [...new Set(because)] }),
    },
  ];
}

function countsOf(resources: readonly PlannedResource[], outputs: number): PlanCounts {
  const count = (holds: (resource: PlannedResource) => boolean) => resources.filter(holds).length;
  const invoke = count(({ action }) => action === "invoke");
  return {
    add: count(({ action }) => action === "create"),
    change: count(({ action }) => action === "update"),
    replace: count(({ action }) => action === "replace"),
    destroy: count(({ action }) => action === "destroy"),
    import: count(({ imported }) => imported === true),
    move: count(({ movedFrom }) => movedFrom !== undefined),
    forget: count(({ action }) => action === "forget"),
    ...(invoke > 0 && { invoke }),
    outputs,
  };
}

/** The construct of each address, as CDKTF notes it beside each resource and module. */
export function constructPaths({
  resource = {},
  module = {},
}: StackJson): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const [type, bodies] of Object.entries({ ...resource, module })) {
    for (const [name, body] of Object.entries(bodies)) {
      const path = body["//"]?.metadata?.path;
      if (path !== undefined) paths.set(`${type}.${name}`, path);
    }
  }
  return paths;
}

/** The address that all instances of a module share. */
export const moduleOf = (address: string): string =>
  /^module\.[^.[]+/.exec(address)?.[0] ?? address;

/**
 * The resource of the stack that something in a plan is.
 *
 * @throws OperationError when neither its address nor the plan tells its type, by which it is judged
 */
export function identityOf(
  { address: own, type: given, deposed }: Pick<ResourceChange, "address" | "type" | "deposed">,
  paths: ReadonlyMap<string, string>,
): Pick<PlannedResource, "address" | "path" | "type" | "deposed"> {
  const current = originalAddress(own);
  const parsed = parseAddress(current);
  // A plan names the type that a stand-in is, not the one that it stands for; its address may have
  // been turned back with the rest of Terraform's text.
  const standsFor = isModule(current) ? "module" : parsed?.type;
  const type = given === "terraform_data" ? (standsFor ?? given) : (given ?? parsed?.type);
  if (type === undefined) {
    throw new OperationError(
      'got an address in a plan that is none of Terraform\'s, expected one such as aws_x.y["key"]',
    );
  }
  const path = paths.get(parsed ? resourceOf(parsed) : moduleOf(current));
  const address = `${current}${deposedSuffix(deposed)}`;
  return {
    address,
    type,
    ...(path !== undefined && { path }),
    ...(deposed !== undefined && { deposed }),
  };
}
