import { z } from "zod";
import { LAYERS, type Layer } from "@groundwork/constructs/layers/options";

/** One stack for all, or one for each layer. */
export const layersOption = z.union(
  [z.literal("one"), z.tuple([z.literal(LAYERS[0]), z.literal(LAYERS[1]), z.literal(LAYERS[2])])],
  `"one" or ${JSON.stringify(LAYERS)}`,
);

export type Layers = z.output<typeof layersOption>;

/** The layers of an environment that have stacks of their own, lowest first; of one stack none. */
export const layersOf = ({ layers = "one" }: { readonly layers?: Layers }): readonly Layer[] =>
  layers === "one" ? [] : layers;

/** What the names of a layer have besides those of the environment, which the services keep. */
export const layerParts = (layer: Layer | undefined): readonly string[] =>
  layer === undefined || layer === "services" ? [] : [layer];
