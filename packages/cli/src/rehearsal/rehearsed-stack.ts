import type { ListrTask } from "listr2";
import type { SynthesizedStack } from "../core/project";
import type { Exchange } from "../stand-ins/exchange";
import type { Terraform } from "../terraform/terraform";

/** A stack that is rehearsed, and the time that it has taken. */
export interface RehearsedStack extends SynthesizedStack, Exchange {
  readonly terraform: Terraform;
  seconds: number;
}

/** Makes a step of work on a stack. */
export const toStep =
  (verb: string, work: (stack: RehearsedStack) => Promise<void>) =>
  (stack: RehearsedStack): ListrTask => ({
    title: `${verb} ${stack.name}`,
    task: () => timed(stack, () => work(stack)),
  });

/** Adds the time of a step to its stack's. */
export async function timed(stack: RehearsedStack, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await work();
  stack.seconds += (performance.now() - start) / 1000;
}
