import { isInS3, stateKeyOf } from "../../state/open";
import type { StackJson } from "../../state/stack-json";
import { readState } from "../../state/state-object";
import type { OpenDelivery } from "../open";
import type { PlanFinding, PlanSummary } from "../store/plan-meta";
import { codeSha256, expectBelow, findingsBelow, type ReadValues } from "./below";
import { displacedIn } from "./displaced";
import { layersAround, type LayersAround } from "./layers-around";
import { findingsAbove } from "./readers";
import { namedIn, type LayerStack } from "./stack-parameters";

/** What a plan of a layer knows of the layers around it. */
export interface PlannedLayers {
  readonly around: LayersAround;
  readonly read: ReadValues;
}

interface Planning {
  readonly open: OpenDelivery;
  readonly stack: string;
  readonly env: NodeJS.ProcessEnv;
  readonly standIns?: boolean | undefined;
  /** Set where all that the stack has is destroyed. */
  readonly destroy?: object | undefined;
  readonly rollback?: { readonly root: string | undefined } | undefined;
}

/**
 * Looks at the layers around a stack before it is planned.
 *
 * @param outDir folder for a synth of them
 * @returns undefined of what is no layer, and where it is to go: whatever it has read is in its state
 * @throws OperationError where a layer below is not applied
 */
export async function lookAtLayers(
  code: StackJson,
  outDir: string,
  { open, stack, env, standIns, destroy, rollback }: Planning,
): Promise<PlannedLayers | undefined> {
  if (destroy) return undefined;
  const place = { env, outDir, root: rollback?.root };
  const around = await layersAround(stack, open.configuration, place);
  if (around === undefined) return undefined;
  return {
    around,
    read: await expectBelow(stack, code, around, { env, standIns, store: open.store }),
  };
}

/**
 * Warnings of what a plan changes for the layers above, and of what it was made with of those below.
 *
 * @param planJson by `terraform show -json`
 */
export const findingsOfLayers = async (
  planJson: string,
  code: StackJson,
  { around }: PlannedLayers,
  open: OpenDelivery,
): Promise<PlanFinding[]> => [
  ...displacedIn(planJson, code, around),
  ...findingsAbove(planJson, code, { ...around, above: await asApplied(around, open) }),
  ...(await findingsBelow(code, around, open)),
];

/** The layers above with what they have read. Who may not read a state of one plans without. */
const asApplied = ({ above, path }: LayersAround, open: OpenDelivery): Promise<LayerStack[]> =>
  Promise.all(
    above.map(async (stack) => {
      if (!isInS3(open)) return stack;
      const state = await readState(
        open.clients,
        open.location,
        stateKeyOf(open, stack.name),
      ).catch(() => undefined);
      return state === undefined ? stack : { ...stack, applied: namedIn(state, path) };
    }),
  );

/** What is kept with a plan for those of the layers above, and for its own apply. */
export const notesOf = (
  layers: PlannedLayers | undefined,
  code: StackJson,
): Pick<PlanSummary, "codeSha256" | "read"> =>
  layers === undefined
    ? {}
    : {
        ...(layers.around.above.length > 0 && { codeSha256: codeSha256(code) }),
        ...(Object.keys(layers.read).length > 0 && { read: layers.read }),
      };
