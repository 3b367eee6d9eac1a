import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { table } from "../../core/table";

/** How one place has ended. */
export type Result = "unchanged" | "planned" | "applied" | "failed" | "not begun";

/** One place of a wave; its result changes as the waves go on. */
export interface PlaceResult {
  readonly stack: string;
  result: Result;
  readonly id?: string | undefined;
  readonly sha256?: string | undefined;
  /** Why it failed. */
  why?: string | undefined;
}

export interface WaveResult {
  readonly places: readonly PlaceResult[];
  /** How many of them may fail, and the next wave begins all the same. */
  readonly tolerated: number;
}

export const failedIn = ({ places }: WaveResult): PlaceResult[] =>
  places.filter(({ result }) => result === "failed");

/** All places with how far they are. */
const placesTable = (waves: readonly WaveResult[]): string =>
  table(
    [
      ["WAVE", "STACK", "RESULT", "PLAN"],
      ...waves.flatMap(({ places }, index) =>
        places.map(({ stack, result, id = "" }) => [`${index + 1}`, stack, result, id]),
      ),
    ],
    { giveWay: ["PLAN"] },
  );

/** Where plans wait for one approval of all of them. */
export const waitingText = (
  environment: string,
  waves: readonly WaveResult[],
  sha256: string,
): string =>
  [
    placesTable(waves),
    `Its plans wait for an approval. Each of them: ${ownCommand("show <plan>")}`,
    `To approve all of them at once: ${ownCommand(`approve-set ${environment} --sha256 ${sha256}`)}`,
    `Then: ${ownCommand(`deploy-set ${environment}`)}`,
  ].join("\n");

/** What a person reads before the question. */
export const beforeText = (environment: string, waves: readonly WaveResult[]): string =>
  [
    placesTable(waves),
    `${environment} is applied in this order. A plan as a whole: ${ownCommand("show <plan>")}`,
  ].join("\n");

/** What begins now. */
export const waveText = (
  number: number,
  total: number,
  { places, tolerated }: WaveResult,
): string =>
  `Wave ${number} of ${total}: ${count(places.length, "place")}, of which ${tolerated === 0 ? "none" : tolerated} may fail`;

/** How it ended. */
export function endText(
  environment: string,
  waves: readonly WaveResult[],
  stoppedAfter: number | undefined,
): string {
  const results = waves.flatMap(({ places }) => places).map(({ result }) => result);
  const counts = (["applied", "unchanged", "planned", "failed", "not begun"] as const).flatMap(
    (one) => {
      const some = results.filter((result) => result === one).length;
      return some === 0 ? [] : [`${some} ${one}`];
    },
  );
  const stopped =
    stoppedAfter === undefined ? [] : [stopText(waves[stoppedAfter - 1]!, stoppedAfter)];
  return [placesTable(waves), `${environment}: ${counts.join(", ")}`, ...stopped].join("\n");
}

const stopText = (wave: WaveResult, number: number): string =>
  `Wave ${number} was the last: ${failedIn(wave).length} of its ${count(wave.places.length, "place")} failed, and ${wave.tolerated} may`;
