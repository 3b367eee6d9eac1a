import pMap from "p-map";
import { DONE } from "../../core/exit-codes";
import type { OpenDelivery } from "../open";
import type { DeploySetOptions } from "./deploy-set";
import type { OwnCommands } from "./own-commands";
import { failedIn, waveText, type PlaceResult, type WaveResult } from "./set-text";

interface ApplyContext extends Pick<DeploySetOptions, "lockTimeout" | "signal"> {
  readonly atATime: number;
  readonly open: Pick<OpenDelivery, "person">;
  /** How many waves went before, of layers below. @default none */
  readonly before?: number | undefined;
  /** How many there are with those before, and those of layers above. @default these */
  readonly total?: number | undefined;
}

/**
 * Applies the plans of waves, one wave after the other. As soon as more places of a wave have failed
 * than are tolerated, no other place begins; those under way go on to their end.
 *
 * @param waves whose places are told how they ended
 * @returns the wave with too many failures, from 1; undefined where all waves went through
 */
export async function applyWaves(
  waves: readonly WaveResult[],
  commands: OwnCommands,
  context: ApplyContext,
): Promise<number | undefined> {
  for (const [index, wave] of waves.entries()) {
    const isOver = () => failedIn(wave).length > wave.tolerated;
    if (!isOver() && wave.places.some(({ result }) => result === "planned")) {
      const { before = 0, total = waves.length } = context;
      context.open.person.tell(waveText(before + index + 1, total, wave));
      await pMap(
        wave.places.filter(({ result }) => result === "planned"),
        async (place) => {
          if (!isOver() && !context.signal.aborted) await applyPlace(place, commands, context);
        },
        { concurrency: context.atATime },
      );
    }
    if (context.signal.aborted || isOver()) {
      leave(waves);
      return context.signal.aborted ? undefined : index + 1;
    }
  }
  return undefined;
}

/** What was planned and never begun. */
function leave(waves: readonly WaveResult[]): void {
  for (const place of waves.flatMap(({ places }) => places)) {
    if (place.result === "planned") place.result = "not begun";
  }
}

async function applyPlace(
  place: PlaceResult,
  commands: OwnCommands,
  { lockTimeout, open: { person } }: ApplyContext,
): Promise<void> {
  const { stack, id, sha256 } = place;
  const { code, said } = await commands.run(
    "apply",
    id!,
    "--sha256",
    sha256!,
    "--lock-timeout",
    lockTimeout,
  );
  place.result = code === DONE ? "applied" : "failed";
  if (code !== DONE) place.why = said;
  person.tell(`${stack}: ${code === DONE ? "applied" : `failed: ${said.split("\n")[0]}`}`);
}
