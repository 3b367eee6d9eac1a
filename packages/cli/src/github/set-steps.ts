import { readFile } from "node:fs/promises";
import { hasLayers } from "@groundwork/configuration/rounds";
import { toleratedIn, wavesOf } from "@groundwork/configuration/waves";
import type { Layer } from "@groundwork/constructs/layers/options";
import { count } from "../core/count";
import { OperationError } from "../core/errors";
import { say } from "../core/outlet";
import { askedSet } from "../delivery/set/asked-set";
import { roundsAsked, roundWords } from "../delivery/set/rounds";
import type { SetDocument } from "../delivery/set/deploy-set";
import { GitHub } from "./api";
import { jobsOf, type Job } from "./run-ended";
import { setOutputs } from "./step-output";

type Env = NodeJS.ProcessEnv;

/** As many as deliver-places.yml has jobs for; `waves.sizes` says no more. */
const WAVES = 4;

/**
 * Hands on what later jobs must know of the plans of a set: each wave as the matrix of its places that
 * have something to apply.
 *
 * @param file what `deploy-set --plan --json` printed
 */
export async function handOnSet(file: string, env: Env): Promise<void> {
  const document = JSON.parse(await readFile(file, "utf8")) as SetDocument;
  const { environment } = document;
  if (!env["LAYER"] && hasLayers(askedSet(environment))) say(notAllLayers(environment));
  await setOutputs(env, setOutputsOf(document));
}

/** A workflow that delivers one stack, or one round, would never come to the layers above. */
export const notAllLayers = (environment: string): string =>
  `::warning::This workflow does not deliver all layers of ${environment}: .github/workflows/deliver-layers.yml does, one after the other.`;

export function setOutputsOf({ waves = [], waits = false }: SetDocument): Record<string, string> {
  const matrices = Array.from({ length: WAVES }, (_, index) =>
    (waves[index]?.places ?? []).flatMap(({ result, stack, id, sha256 }) =>
      result === "planned" ? [{ stack, plan: id, sha256 }] : [],
    ),
  );
  return {
    changes: String(matrices.some((places) => places.length > 0)),
    approval: String(waits),
    ...Object.fromEntries(
      matrices.map((places, index) => [`wave_${index + 1}`, JSON.stringify(places)]),
    ),
  };
}

export interface JudgedWave {
  readonly environment: string;
  readonly wave: number;
  /** The layer that is delivered. @default the environment has none */
  readonly layer?: Layer | undefined;
}

/** Counts how many places of a wave have failed in this run, and says whether the next may begin. */
export async function judgeWave(
  { environment: name, wave, layer }: JudgedWave,
  env: Env,
): Promise<void> {
  const environment = askedSet(name);
  const [round] = roundsAsked(environment, layer);
  const places = wavesOf(round!.stacks, environment.waves.sizes)[wave - 1] ?? [];
  const tolerated = toleratedIn(places, environment.waves);
  const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
  if (!id) throw new OperationError("expected GITHUB_RUN_ID, which GitHub Actions sets");
  const failed = failedIn(await jobsOf(GitHub.of(env), id, Number(attempt)), {
    environment: name,
    wave,
    layer,
  });
  const next = failed.length <= tolerated;
  say(
    `Wave ${wave} of ${roundWords(environment, round!)}: ${failed.length} of ${count(places.length, "place")} failed, and ${tolerated} may: ${next ? "the next may begin" : "none begins any more"}`,
  );
  for (const job of failed) say(`  ${job}`);
  await setOutputs(env, { next: String(next) });
}

/** Jobs of a wave that have not ended well; in a workflow that was called, names begin with the caller's. */
export const failedIn = (
  jobs: readonly Job[],
  { environment, wave, layer }: JudgedWave,
): string[] =>
  jobs
    .filter(({ name }) =>
      name.startsWith([environment, ...(layer ? [layer] : []), `wave-${wave} `].join(" / ")),
    )
    .filter(({ conclusion }) => conclusion !== "success" && conclusion !== "skipped")
    .map(({ name }) => name);
