import type { Configuration, Environment } from "@groundwork/configuration";
import { layerPath } from "@groundwork/configuration/names";
import { environmentStack } from "@groundwork/configuration/place-names";
import { layersBeside } from "@groundwork/configuration/rounds";
import { readStackJson, synthesize } from "../../core/project";
import type { LayerStack } from "./stack-parameters";

/** The layers of an environment around one of them, in one place. */
export interface LayersAround {
  /** As it is in that place. */
  readonly environment: Environment;
  /** What the names of the parameters start with by which they know each other. */
  readonly path: string;
  /** Lowest first. */
  readonly below: readonly LayerStack[];
  readonly above: readonly LayerStack[];
}

interface SynthPlace {
  readonly env: NodeJS.ProcessEnv;
  /** Folder of the synth. */
  readonly outDir: string;
  /** A copy of the project. @default the project at hand */
  readonly root?: string | undefined;
}

/**
 * Synthesizes the layers around a stack.
 *
 * @returns undefined of what is no layer
 */
export async function layersAround(
  stack: string,
  configuration: Configuration,
  { env, outDir, root }: SynthPlace,
): Promise<LayersAround | undefined> {
  const { below, above } = layersBeside(configuration.environments, stack);
  const stacks = [...below, ...above].map(({ id }) => id);
  if (stacks.length === 0) return undefined;
  // A finding in another stack does not stop this one.
  const made = await synthesize({ root, outDir, env, stacks, keepFindings: true });
  const layers: LayerStack[] = [];
  for (const { name, dir } of made) layers.push({ name, json: await readStackJson(dir) });
  return layersAmong(stack, layers, configuration);
}

/**
 * The layers around a stack among stacks that are synthesized.
 *
 * @returns undefined of what is no layer
 */
export function layersAmong(
  stack: string,
  stacks: readonly LayerStack[],
  { organization, environments }: Configuration,
): LayersAround | undefined {
  const { below, above } = layersBeside(environments, stack);
  const environment = environmentStack(environments, stack)?.environment;
  if (environment === undefined || below.length + above.length === 0) return undefined;
  const among = ({ id }: { readonly id: string }) => stacks.filter(({ name }) => name === id);
  return {
    environment,
    path: layerPath(organization, environment.name),
    below: below.flatMap(among),
    above: above.flatMap(among),
  };
}
