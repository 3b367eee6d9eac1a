import type { Layer } from "../../layers/contracts";
import type { PipelinePlace } from "./pipeline-props";

/** What of an environment is planned together, and then applied. */
export interface PipelineRound {
  /** What its stages are called after, as `prod-network`; the services have the environment's name. */
  readonly name: string;
  /** Undefined where the environment has none. */
  readonly layer: Layer | undefined;
  /** Its stacks; none where the environment has one stack. */
  readonly places: readonly PipelinePlace[];
}

/** The rounds of an environment, in their order. @param places its stacks. @default it has one */
export function roundsOf(
  environment: string,
  places: readonly PipelinePlace[] = [],
): PipelineRound[] {
  const layers = [...new Set(places.map(({ layer }) => layer))];
  if (layers.length < 2) return [{ name: environment, layer: layers[0], places }];
  return layers.map((layer) => ({
    name: layer === "services" ? environment : `${environment}-${layer}`,
    layer,
    places: places.filter((place) => place.layer === layer),
  }));
}

/** Whether stacks of several places are planned together. */
export const isSet = (rounds: readonly PipelineRound[]): boolean =>
  rounds.some(({ layer, places }) => places.length > (layer === undefined ? 0 : 1));

/** Whether an environment has layers, whose builds learn by variables which of them is theirs. */
export const isLayered = (rounds: readonly PipelineRound[]): boolean => rounds.length > 1;

const ROUND_VARIABLES = { stack: "STACK", layer: "LAYER", stages: "STAGES" } as const;

/** The same in a script, each as words of the shell. */
export const IN_SHELL = {
  stack: `"$${ROUND_VARIABLES.stack}"`,
  layer: `"$${ROUND_VARIABLES.layer}"`,
  /** Several words. */
  stages: `$${ROUND_VARIABLES.stages}`,
} as const;

/**
 * What the actions of a round tell their builds.
 *
 * @param stages the stage of the action last
 * @returns nothing where the environment has no layers: its builds know it by themselves
 */
export const roundVariables = (
  { name, layer }: PipelineRound,
  stages: readonly string[],
): Readonly<Record<string, string>> =>
  layer === undefined
    ? {}
    : {
        [ROUND_VARIABLES.stack]: `${name}-stack`,
        [ROUND_VARIABLES.layer]: layer,
        [ROUND_VARIABLES.stages]: stages.join(" "),
      };
