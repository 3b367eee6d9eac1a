import type { Configuration } from "./check";
import { ownerOf, stackId, stateKey, stateOwners } from "./names";
import type { Environment } from "./environment";
import { environmentOf } from "./own-account";
import { layerParts, layersOf } from "./layers";
import type { Place } from "./place-options";
import { LAYERS, type Layer } from "@groundwork/constructs/layers/options";

/** What a place besides an environment's own gives to names. */
export interface PlaceNames {
  /** What its stack is called after, as `prod-eu-west-1`. */
  readonly stack: string;
  /** The folder of its state, as `prod/eu-west-1`. */
  readonly folder: string;
  /** What names end in that are there once in an account, in whichever region: `euw1`. */
  readonly suffix: string;
  /** Hosts for which an earlier place of the account keeps ACM's record. @default none */
  readonly recordedHosts?: readonly string[] | undefined;
}

/** @param place as the list has it: with an account where it names one */
export function placeNames(
  environment: string,
  { accountId, region }: { readonly accountId?: string | undefined; readonly region: string },
): PlaceNames {
  const parts = [environment, ...(accountId === undefined ? [] : [accountId]), region];
  return { stack: parts.join("-"), folder: parts.join("/"), suffix: shortRegion(region) };
}

/**
 * As AWS shortens regions in the ids of their zones, `euw1-az1` (AWS RAM user guide, "Availability
 * Zone IDs for your AWS resources"): 32 characters of a name leave no room for the whole.
 */
export const shortRegion = (region: string): string =>
  region
    .split("-")
    .map((part, index) => (index === 0 || /^\d/.test(part) ? part : directions(part)))
    .join("");

const directions = (words: string): string =>
  words
    .replace(/^(north|south)(?=east|west)/, ([first]) => first!)
    .replace(/(east|west|north|south|central)$/, ([first]) => first!);

/** A stack of an environment. */
export interface EnvironmentStackNames {
  /** As `prod-eu-west-1-stack`. */
  readonly id: string;
  /** The same without its end, as `STACKS` and commands take it too. */
  readonly name: string;
  /** Key of its state, as `prod/eu-west-1/terraform.tfstate`. */
  readonly key: string;
  readonly place: Place;
  /** The layer that it has; undefined where the environment is one stack. */
  readonly layer?: Layer | undefined;
  /** The environment as it is in that place. */
  readonly environment: Environment;
}

/**
 * The stacks of an environment in one place: the one that it is there, or one for each layer, in the
 * order in which they are applied.
 *
 * @param placed the environment as it is there
 * @param index of the place. @default its own account and region
 */
export function stacksIn(placed: Environment, index = 0): EnvironmentStackNames[] {
  const { accountId, region } = placed;
  const own = layersOf(placed);
  return (own.length === 0 ? [undefined] : own).map((layer) => ({
    id: stackIdOf(placed, layer),
    name: stackNameOf(placed, layer),
    key: stateKeyOf(placed, layer),
    place: { accountId, region, index },
    layer,
    environment: placed,
  }));
}

/** The same in each of its places, that of its own account and region first. */
export const stacksByPlace = (environment: Environment): EnvironmentStackNames[][] =>
  inEachPlace(environment).map(stacksIn);

/**
 * All stacks of an environment. Whatever asks which stacks an environment has, how they are called or
 * where their states lie asks here.
 */
export const environmentStacks = (environment: Environment): EnvironmentStackNames[] =>
  stacksByPlace(environment).flat();

/** Names of the stacks of all environments, each environment's together. */
export const stacksOfAll = (environments: readonly Environment[]): EnvironmentStackNames[] =>
  environments.flatMap(environmentStacks);

/**
 * The stack of an environment that a name means: `prod`, `prod-eu-west-1`, each also with `-stack`.
 *
 * @returns undefined for what all environments share, and for what there is not
 */
export const environmentStack = (
  environments: readonly Environment[],
  name: string,
): EnvironmentStackNames | undefined => {
  const isMeant = (stack: string) => stack === name || stackId(stack) === name;
  // Synths ask for each stack among hundreds.
  const may = environments.filter((one) => name === one.name || name.startsWith(`${one.name}-`));
  return stacksOfAll(may).find((stack) => isMeant(stack.name));
};

/**
 * Name of the environment that has a stack: `prod-eu-west-1-stack` is prod's, by whose rules it is
 * delivered. What no environment has is its own, as `registry`.
 */
export const ownerOfStack = (environments: readonly Environment[], stack: string): string =>
  environmentStack(environments, stack)?.environment.name ?? ownerOf(stack);

/** Of an environment what says how its stack is called. */
export type Placed = Pick<Environment, "name" | "place">;

/**
 * What the stack of an environment is called after in one place: `prod-eu-west-1`, or `prod`.
 *
 * @param layer that has a stack of its own. @default the services, which keep the environment's names
 */
export const stackNameOf = ({ name, place }: Placed, layer?: Layer): string =>
  [place?.stack ?? name, ...layerParts(layer)].join("-");

/** Id of the stack of an environment as it is in one place. */
export const stackIdOf = (placed: Placed, layer?: Layer): string =>
  stackId(stackNameOf(placed, layer));

/** Key of its state. */
export const stateKeyOf = ({ name, place }: Placed, layer?: Layer): string =>
  stateKey([place?.folder ?? name, ...layerParts(layer)].join("/"));

/** Whether customers depend on what a stack has; on what all environments share they do. */
export const isProductionStack = (environments: readonly Environment[], stack: string): boolean =>
  environmentOf(environments, ownerOfStack(environments, stack))?.production ?? true;

/** Key of the state of any stack. */
export const stackKey = (environments: readonly Environment[], stack: string): string =>
  environmentStack(environments, stack)?.key ?? stateKey(ownerOf(stack));

/** Keys of all states of an owner, with `*` where places or layers have theirs. */
export const stateKeys = (environments: readonly Environment[], owner: string): string[] => {
  const environment = environments.find(({ name }) => name === owner);
  const several = environment && environmentStacks(environment).length > 1;
  return [stateKey(owner), ...(several ? [stateKey(`${owner}/*`)] : [])];
};

/** The folders in which plans of an owner lie, with `?` and `*` in place of accounts and regions. */
export const planFolders = (environments: readonly Environment[], owner: string): string[] => {
  const environment = environments.find(({ name }) => name === owner);
  const [own, ...elsewhere] = environment ? inEachPlace(environment) : [];
  const ofLayers = (folder: string, placed: readonly Environment[]) => [
    folder,
    ...LAYERS.filter((layer) => placed.some((one) => layersOf(one).includes(layer)))
      .flatMap(layerParts)
      .map((layer) => `${folder}-${layer}`),
  ];
  return [
    ...ofLayers(owner, own ? [own] : []),
    ...(elsewhere.length === 0
      ? []
      : [`${owner}-??-*-?`, `${owner}-????????????-??-*-?`].flatMap((folder) =>
          ofLayers(folder, elsewhere),
        )),
  ];
};

/** What the state bucket keeps of an owner. */
export interface StateOwner {
  readonly name: string;
  /** Keys of its states, with `*` where it has places. */
  readonly keys: readonly string[];
  readonly stacks: readonly { readonly name: string; readonly key: string }[];
}

/** The owners of all states but that of bootstrap-stack. */
export const ownersOfStates = ({ organization, environments }: Configuration): StateOwner[] =>
  stateOwners(environments, organization)
    .filter((name) => name !== "bootstrap")
    .map((name) => {
      const own = environments.filter((environment) => environment.name === name);
      const stacks =
        own.length > 0 ? own.flatMap(environmentStacks) : [{ name, key: stateKey(name) }];
      return {
        name,
        keys: stateKeys(environments, name),
        stacks: stacks.map((stack) => ({ name: stack.name, key: stack.key })),
      };
    });

/** Below what all states keep the copies on which a restore is tried. */
export const scratchPrefixes = (owners: readonly StateOwner[]): string[] => {
  const keys = owners.flatMap(({ stacks }) => stacks.map(({ key }) => key));
  return [stateKey("bootstrap"), ...keys].map((key) => `${key}.drill/`);
};

/** The region of an environment, or `*` in ARNs where it has several. */
export const regionsOf = ({ region, elsewhere = [] }: Environment): string =>
  elsewhere.every((place) => place.region === region) ? region : "*";

/** An environment as it is in the places of one account, in which it must be. */
export function inAccount(environment: Environment, account: string): Environment {
  const [first, ...elsewhere] = inEachPlace(environment).filter(
    ({ accountId }) => accountId === account,
  );
  return { ...first!, elsewhere };
}

/** An environment as it is in each of its places. */
export const inEachPlace = (environment: Environment): readonly Environment[] => [
  environment,
  ...(environment.elsewhere ?? []),
];
