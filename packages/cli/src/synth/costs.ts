import { costsText, type StackCosts } from "../costs/cost-words";
import { fixedCosts, totalOf } from "../costs/fixed-costs";
import { say, sayJson } from "../core/outlet";
import { readStackJson } from "../core/project";
import { withSynthesized } from "./synthesized";

export interface CostsOptions {
  /** @default all */
  readonly stacks: readonly string[];
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork costs`: what stacks cost each month whether they are used or not, at AWS's list prices.
 * It asks AWS nothing.
 */
export async function costs({ stacks, json, env }: CostsOptions): Promise<void> {
  const found = await withSynthesized({ stacks, env }, (synthesized) =>
    Promise.all(
      synthesized.map(async ({ name, dir }): Promise<StackCosts> => ({
        stack: name,
        costs: fixedCosts(await readStackJson(dir)),
      })),
    ),
  );
  if (json) {
    sayJson({ stacks: found.map((one) => ({ ...one, dollarsAMonth: totalOf(one.costs) })) });
  } else {
    say(
      `${costsText(found)}\n\nAWS's list prices without taxes. Traffic, tasks, instances and what is ` +
        "stored come on top; free tiers are not taken off (packages/docs/costs.md).",
    );
  }
}
