import { Testing, type TerraformStack } from "cdktf";
import { applyPolicies } from "../../src/policy-aspect";
import { annotations, testStack } from "@groundwork/testing/synth";

/** Makes the resources of a small stack. */
export type Build = (stack: TerraformStack) => void;

/** How a rule is broken and how it is kept. */
export interface Cases {
  /** What is wrong, how it is built, and the details of the findings. */
  readonly fails: Readonly<Record<string, readonly [build: Build, ...details: string[]]>>;
  readonly passes: Readonly<Record<string, Build>>;
}

/** A stack held against the policies. No provider is needed, so none is demanded. */
export function stackWith(build: Build, production = true): TerraformStack {
  const stack = testStack();
  applyPolicies(stack, () => production);
  build(stack);
  Testing.synth(stack);
  return stack;
}

/** Details of what a small stack has against one rule. */
export function detailsOf(rule: string, build: Build, production = true): string[] {
  const heading = new RegExp(`^(?:error|warn) [^:]+: ${rule}: (.*)`);
  return annotations(stackWith(build, production)).flatMap(
    (annotation) => heading.exec(annotation)?.[1] ?? [],
  );
}
