import { drawingOf } from "../../drawing/drawing";
import type { Change } from "../../drawing/resources";
import type { Drawing } from "../../drawing/shape";
import { runCommand } from "../../core/command";
import type { OpenOptions } from "../../state/open";
import { openDelivery, recordOf } from "../open";
import { fileIn } from "../store/bundle";
import type { PlannedResource } from "../store/plan-meta";
import { bundleOf } from "./bundle-of";

/** The stack's JSON in a bundle, as the synth wrote it. */
const STACK_FILE = "cdk.tf.json";

/**
 * A stack as a stored plan has it, with what the plan does.
 *
 * @throws OperationError when there is no such plan, or its bundle is another's
 */
export async function plannedDrawing(id: string, options: OpenOptions): Promise<Drawing> {
  const open = openDelivery(options);
  return runCommand({ asked: open.asked }, async () => {
    const { summary } = await recordOf(open, id);
    const bundle = await bundleOf(summary, open.store);
    const json = JSON.parse(String((await fileIn(bundle, STACK_FILE)) ?? "{}"));
    return drawingOf(json, { title: summary.stack, changes: changesOf(summary.resources) });
  });
}

/** What a plan does to each address, as it is drawn. */
export const changesOf = (resources: readonly PlannedResource[]): ReadonlyMap<string, Change> =>
  new Map(
    resources.flatMap(({ address, action }) => {
      const change = DRAWN[action];
      return change === undefined ? [] : [[address, change] as const];
    }),
  );

/** What is only imported or moved, and actions that are run, change no resource. */
const DRAWN: Readonly<Partial<Record<PlannedResource["action"], Change>>> = {
  create: "create",
  update: "update",
  replace: "replace",
  destroy: "delete",
  forget: "forget",
};
