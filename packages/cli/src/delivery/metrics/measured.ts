import type { PlanStore, UnreadablePlan } from "../store/plan-store";
import { parseId } from "../store/plan-id";
import { historyOf } from "./commits";
import { deploymentsOf, type Deployment } from "./deployments";
import { figuresOf, isWithin, type Figures, type Period } from "./figures";
import { judged, type Judged } from "./judged";

/** How well changes are delivered: the document for programs. */
export interface Metrics {
  /** Where the results lie: `s3://bucket`, or the path of a folder. */
  readonly store: string;
  readonly days: number;
  readonly since: string;
  readonly until: string;
  readonly stacks: readonly (Figures & { readonly stack: string })[];
  /** The environments of production together; undefined where there are fewer than two. */
  readonly production?: Figures | undefined;
  /** All that was counted, in the order in which it ended. */
  readonly applies: readonly Judged[];
  /** Ids of plans whose apply is under way. */
  readonly underWay: readonly string[];
  readonly unreadable: readonly UnreadablePlan[];
}

export interface Asked {
  readonly stacks: readonly string[];
  readonly days: number;
  /** The checkout, which knows the commits. */
  readonly root: string;
  /** Whether it is that of an environment in production. */
  readonly isProduction: (stack: string) => boolean;
  /** @default the time of the store */
  readonly now?: Date | undefined;
}

const DAY_MS = 24 * 3_600_000;

/** Measures how some stacks were delivered. */
export async function metricsOf(store: PlanStore, asked: Asked): Promise<Metrics> {
  const { stacks, days, root } = asked;
  const until = asked.now ?? store.now();
  const period: Period = { since: new Date(Math.max(0, until.valueOf() - days * DAY_MS)), until };
  // The clocks of store and of those who apply may differ.
  const stored = await store.applied(new Date(period.since.valueOf() - DAY_MS));
  const { ended, underWay, unreadable } = deploymentsOf(stored, until);
  const isAsked = (id: string) => stacks.includes(parseId(id)?.stack ?? "");
  const all = await Promise.all(
    stacks.map(async (stack) => {
      const deployments = ended.filter((one) => one.stack === stack);
      return { stack, deployments: await judgedIn(root, deployments) };
    }),
  );
  const inProduction = all.filter(({ stack }) => asked.isProduction(stack));
  return {
    store: store.address,
    days,
    since: period.since.toISOString(),
    until: until.toISOString(),
    stacks: all.map(({ stack, deployments }) => ({ stack, ...figuresOf([deployments], period) })),
    ...(inProduction.length > 1 && {
      production: figuresOf(
        inProduction.map(({ deployments }) => deployments),
        period,
      ),
    }),
    applies: all
      .flatMap(({ deployments }) => deployments.filter((one) => isWithin(one, period)))
      .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    underWay: underWay.filter(isAsked),
    unreadable: unreadable.filter(({ id }) => isAsked(id)),
  };
}

async function judgedIn(root: string, deployments: readonly Deployment[]): Promise<Judged[]> {
  const history = await historyOf(
    root,
    deployments.map(({ commit }) => commit),
  );
  return judged(deployments, history);
}
