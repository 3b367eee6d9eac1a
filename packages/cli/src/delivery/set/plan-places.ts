import pMap from "p-map";
import { CHANGES, DONE } from "../../core/exit-codes";
import type { OpenDelivery } from "../open";
import type { DeploySetOptions } from "./deploy-set";
import type { EndedCommand, OwnCommands } from "./own-commands";
import type { NamedPlan, PlaceProgress } from "./set-plans";
import type { Result } from "./set-text";

/** One place once it is planned. */
export interface PlannedPlace {
  readonly stack: string;
  readonly result: Result;
  readonly progress: PlaceProgress;
  readonly plan?: NamedPlan | undefined;
  /** Why it has none. */
  readonly why?: string | undefined;
}

export interface PlanContext extends Pick<
  DeploySetOptions,
  "allowDirty" | "lockTimeout" | "signal"
> {
  readonly atATime: number;
  /** Whether plans wait for an approval. */
  readonly gated: boolean;
  readonly open: Pick<OpenDelivery, "person">;
}

/** Plans the places that have no plan which can be applied, side by side. */
export const planPlaces = (
  places: readonly PlaceProgress[],
  commands: OwnCommands,
  context: PlanContext,
): Promise<PlannedPlace[]> =>
  pMap(
    places,
    async (place) => {
      if (place.status !== "open") return asItIs(place);
      context.signal.throwIfAborted();
      const { allowDirty, lockTimeout } = context;
      const options = ["--lock-timeout", lockTimeout, ...(allowDirty ? ["--allow-dirty"] : [])];
      const ended = await commands.run("plan", place.stack, ...options);
      context.signal.throwIfAborted();
      const planned = judged(place, ended, context.gated);
      context.open.person.tell(`${place.stack}: ${WORDS[planned.result]}`);
      return planned;
    },
    { concurrency: context.atATime },
  );

const WORDS: Readonly<Record<Result, string>> = {
  unchanged: "nothing to change",
  planned: "planned",
  applied: "applied",
  failed: "could not be planned",
  "not begun": "not begun",
};

const asItIs = (place: PlaceProgress): PlannedPlace => ({
  stack: place.stack,
  result: place.status === "applied" ? "applied" : "planned",
  progress: place,
  plan: place.plan,
});

function judged(
  place: PlaceProgress,
  { code, document, said }: EndedCommand,
  gated: boolean,
): PlannedPlace {
  const { stack } = place;
  const { id, sha256 } = (document ?? {}) as Partial<NamedPlan>;
  if (code === DONE) return { stack, result: "unchanged", progress: { stack, status: "applied" } };
  if (code !== CHANGES || id === undefined || sha256 === undefined) {
    return { stack, result: "failed", progress: place, why: said };
  }
  const plan = { id, sha256 };
  const status = gated ? "waiting" : "ready";
  return { stack, result: "planned", progress: { stack, status, plan }, plan };
}
