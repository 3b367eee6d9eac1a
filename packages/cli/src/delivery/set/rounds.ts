import type { Environment } from "@groundwork/configuration";
import { hasLayers, roundsOf, type StackRound } from "@groundwork/configuration/rounds";
import type { Layer } from "@groundwork/constructs/layers/options";
import { OperationError } from "../../core/errors";

/**
 * What is planned and applied one after the other of an environment.
 *
 * @param layer the one that is asked for. @default all
 * @throws OperationError where the environment has no such layer
 */
export function roundsAsked(environment: Environment, layer: Layer | undefined): StackRound[] {
  const rounds = roundsOf(environment);
  if (layer === undefined) return rounds;
  const found = rounds.filter((round) => round.layer === layer);
  if (found.length > 0) return found;
  const { name } = environment;
  throw new OperationError(
    `--layer: got ${layer}, expected ${rounds.map((round) => round.layer).join(" or ")}, of which ${name} has stacks (layers in environments/${name}.ts)`,
  );
}

/** What a round is of, as `the network of prod`; of one that has no layers the environment. */
export const roundWords = (environment: Environment, { layer }: Pick<StackRound, "layer">) =>
  hasLayers(environment) ? `the ${layer} of ${environment.name}` : environment.name;
