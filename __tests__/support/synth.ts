import type { Construct } from "constructs";
import { Testing, TerraformStack } from "cdktf";

/** The JSON that Terraform would read, as far as tests look into it. */
export interface TerraformJson {
  readonly terraform: Record<string, any>;
  readonly provider: Record<string, any[]>;
  readonly resource: Record<string, Record<string, any>>;
  readonly data?: Record<string, Record<string, any>>;
  readonly output?: Record<string, any>;
  readonly import?: { to: string; id: string }[];
}

/**
 * Synthesizes a stack as `cdktf synth` does: cross-stack references resolved, aspects run,
 * validations run. `Testing.synth` alone skips the first and the last.
 */
export function synthStack(stack: TerraformStack): TerraformJson {
  stack.prepareStack();
  stack.runAllValidations();
  return JSON.parse(Testing.synth(stack));
}

/** Synthesizes constructs in a stack of their own. A provider is not needed, so none is demanded. */
export function synthConstruct(build: (scope: Construct) => void): TerraformJson {
  const stack = new TerraformStack(Testing.app({ stackTraces: false } as never), "test-stack");
  build(stack);
  stack.prepareStack();
  return JSON.parse(Testing.synth(stack));
}

/** Every resource as `type.id`, sorted: the exact list a test can hold against its intent. */
export function resourceAddresses(json: TerraformJson): string[] {
  return Object.entries(json.resource ?? {})
    .flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`))
    .toSorted();
}

/** The one resource of a type; fails when there are none or several. */
export function onlyResource(json: TerraformJson, type: string): any {
  const found = Object.values(json.resource[type] ?? {});
  if (found.length !== 1) throw new Error(`expected one ${type}, got ${found.length}`);
  return found[0];
}

/** Error and warning annotations of a stack, as `level path: message`. */
export function annotations(stack: TerraformStack): string[] {
  return stack.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata
        .filter((entry) => /^@cdktf\/(warn|error)$/.test(entry.type))
        .map((entry) => `${entry.type.slice(7)} ${construct.node.path}: ${entry.data}`),
    );
}
