import type { Environment } from "@groundwork/configuration";
import { layersBeside, type StackRound } from "@groundwork/configuration/rounds";
import { toleratedIn, wavesOf } from "@groundwork/configuration/waves";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import type { OpenDelivery } from "../open";
import type { Checkout } from "../plan/checkout";
import { isPlanOf } from "./set-plans";
import { statusOf } from "../store/plan-meta";
import type { OwnCommands } from "./own-commands";
import { planPlaces, type PlanContext, type PlannedPlace } from "./plan-places";
import { progressOf, type PlaceProgress } from "./set-plans";
import type { PlaceResult, WaveResult } from "./set-text";

interface RoundContext extends PlanContext {
  readonly environment: Environment;
  readonly open: OpenDelivery;
  readonly commands: OwnCommands;
  readonly checkout: Checkout;
}

interface PlannedRound {
  /** Its waves, none of which has begun. */
  readonly own: WaveResult[];
  readonly progress: readonly PlaceProgress[];
  /** Whether anything was planned just now. */
  readonly isNew: boolean;
}

/**
 * Plans what is still to be planned of a round. A place whose layer below is not as the commit says is
 * left out: a plan reads what is applied there.
 *
 * @param before waves of the rounds before it
 */
export async function planRound(
  { stacks }: StackRound,
  before: readonly WaveResult[],
  context: RoundContext,
): Promise<PlannedRound> {
  const { open, environment, checkout, gated, commands } = context;
  const waits = await pMap(
    stacks,
    async ({ id }) => ({ id, why: await whyItWaits(id, before, context) }),
    AT_A_TIME.requests,
  );
  const whys = new Map(waits.map(({ id, why }) => [id, why]));
  const known = await progressOf(
    open,
    stacks.filter(({ id }) => whys.get(id) === undefined),
    checkout,
    gated,
  );
  const planned = new Map(
    (await planPlaces(known, commands, context)).map((place) => [place.stack, place]),
  );
  const all = stacks.map(({ id }) => planned.get(id) ?? leftOut(id, whys.get(id)));
  const own = wavesOf(all, environment.waves.sizes).map((places): WaveResult => ({
    tolerated: toleratedIn(places, environment.waves),
    places: places.map(({ stack, result, plan, why }): PlaceResult => ({
      stack,
      result,
      ...plan,
      why,
    })),
  }));
  return {
    own,
    progress: all.map(({ progress }) => progress),
    isNew: known.some(({ status }) => status === "open"),
  };
}

const leftOut = (stack: string, why: string | undefined): PlannedPlace => ({
  stack,
  result: "not begun",
  progress: { stack, status: "open" },
  why,
});

/**
 * Why a stack is not planned: the layer below has failed before it, in this run or in one that
 * delivered that layer at the same commit.
 */
async function whyItWaits(
  stack: string,
  before: readonly WaveResult[],
  { open: { store }, environment, checkout }: RoundContext,
): Promise<string | undefined> {
  const results = new Map(
    before.flatMap(({ places }) => places).map((place) => [place.stack, place.result]),
  );
  for (const { id } of layersBeside([environment], stack).below) {
    const result = results.get(id);
    if (result === "applied" || result === "unchanged") continue;
    const why = `it stands on ${id}, which is not applied at this commit`;
    if (result !== undefined) return why;
    const newest = await store.newest(id);
    if (newest === undefined || !isPlanOf(checkout, newest.summary)) continue;
    if (statusOf(newest, store.now()) !== "applied") return `${why}: ${newest.summary.id}`;
  }
  return undefined;
}
