import { z } from "zod";
import {
  foreignNetworkOptions,
  LAYERS,
  type ForeignNetworkOptions,
  type Layer,
} from "@groundwork/constructs/layers/options";
import { options } from "@groundwork/constructs/option-rules";
import { isPlain } from "@groundwork/constructs/shown";

const layer = {
  network: z.literal(LAYERS[0]),
  cluster: z.literal(LAYERS[1]),
  services: z.literal(LAYERS[2]),
};

const foreign = options({
  /** A state that somebody else keeps: it tells which network there is, and stays as it is. */
  network: foreignNetworkOptions,
});

const WORDS =
  `"one" or ${JSON.stringify(LAYERS)}; or, with a network that a state of others tells, ` +
  `[{ network: { key, vpcId, ... } }, "cluster", "services"] or [{ network: { key, vpcId, ... } }, "one"]`;

const ALONE =
  "Of the network alone a state of others can tell: groundwork import takes over what there is of a cluster or of services, or it stays beside them (packages/docs/adopt.md)";

/**
 * One stack for all, or one for each layer. A network that a state of others tells has none: then the
 * rest is one stack, or one for each layer.
 */
export const layersOption = z.union(
  [
    z.literal("one"),
    z.tuple([layer.network, layer.cluster, layer.services]),
    z.tuple([foreign, layer.cluster, layer.services]),
    z.tuple([foreign, z.literal("one")]),
  ],
  // What is wrong within a network is told of that.
  {
    error: ({ input }) =>
      isFormed(input) ? undefined : namesOthers(input) ? `${WORDS}. ${ALONE}` : WORDS,
  },
);

export type Layers = z.output<typeof layersOption>;

/** Those of an environment whose network a state of others tells. */
export type ForeignLayers = Extract<z.input<typeof layersOption>, readonly [object, ...unknown[]]>;

/** Whether all is as it should be but for what a network of others may say. */
function isFormed(input: unknown): boolean {
  if (!Array.isArray(input) || !isPlain(input[0])) return false;
  const isNetwork = Object.keys(input[0]).join() === "network" && isPlain(input[0]["network"]);
  return isNetwork && ["one", "cluster,services"].includes(input.slice(1).join());
}

/** Whether a state is named for another layer than the network. */
const namesOthers = (input: unknown): boolean =>
  Array.isArray(input) &&
  input.some((one) => isPlain(one) && Object.keys(one).some((key) => key !== "network"));

/** The layers of an environment that have stacks of their own, lowest first; of one stack none. */
export const layersOf = ({ layers = "one" }: { readonly layers?: Layers }): readonly Layer[] =>
  layers === "one" ? [] : layers.filter((one) => typeof one === "string" && one !== "one");

/** Whether a state of others is named for the network, well or not, by layers that are not checked yet. */
export const namesForeignNetwork = ({ layers }: { readonly layers?: unknown }): boolean =>
  Array.isArray(layers) && isPlain(layers[0]) && "network" in layers[0];

/**
 * What tells the network of an environment, where a state of others does.
 *
 * @param environment that is not checked yet
 */
export function foreignNetwork({
  layers,
}: {
  readonly layers?: unknown;
}): ForeignNetworkOptions | undefined {
  const first: unknown = Array.isArray(layers) ? layers[0] : undefined;
  const network = isPlain(first) ? first["network"] : undefined;
  return isPlain(network) ? (network as unknown as ForeignNetworkOptions) : undefined;
}

/** What the names of a layer have besides those of the environment, which the services keep. */
export const layerParts = (layer: Layer | undefined): readonly string[] =>
  layer === undefined || layer === "services" ? [] : [layer];
