import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { isTestedByWorkflows } from "@groundwork/configuration/load-tests";
import { ownerOf } from "@groundwork/configuration/names";
import type { Environment } from "@groundwork/configuration";
import { environmentStack } from "@groundwork/configuration/place-names";
import { hasLayers } from "@groundwork/configuration/rounds";
import { loadConfiguration } from "../core/configured";
import { count } from "../core/count";
import type { DriftDocument } from "../delivery/drift/propose/proposal";
import { OperationError } from "../core/errors";
import { planOutputs, type PlanResult } from "../delivery/command-results";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { runUrl } from "../core/workflow";
import { notify } from "../delivery/messages/notify";
import { hasReached } from "../delivery/messages/reached";
import { GitHub } from "./api";
import { syncComments } from "./comment";
import { driftFindings } from "./drift-finding";
import { keepIssues } from "./drift-issues";
import { keepProposals, type ProposalUpkeep } from "./drift-proposals";
import { setImages } from "../sources/environment-file";
import { gateOf, reviewerOf, whoApproves, withoutReviewers } from "./gate";
import { imageBuilds, SERVICES_FOLDER } from "./image-builds";
import { promotions, sourceOf, type PromotionOptions } from "./promotion";
import { reviewedStacks } from "./reviewed-stacks";
import { notAllLayers } from "./set-steps";
import { setOutputs, summarize } from "./step-output";
import { say, sayJson, warn } from "../core/outlet";

type Env = NodeJS.ProcessEnv;

export function listReviewedStacks(): void {
  say(reviewedStacks(loadConfiguration()).join("\n"));
}

/** Writes what `review --out` left in a folder on a pull request. */
export async function postReview(
  { number, folder }: { readonly number: number; readonly folder: string },
  env: Env,
): Promise<void> {
  const text = await readFile(path.join(folder, "comments.json"), "utf8");
  const list = JSON.parse(text) as { readonly file: string; readonly marker: string }[];
  const comments = await Promise.all(
    list.map(async ({ file, marker }) => ({
      marker,
      body: await readFile(path.join(folder, path.basename(file)), "utf8"),
    })),
  );
  await syncComments(GitHub.of(env), number, comments, "<!-- groundwork review: ");
}

export interface GateOptions {
  readonly environment: string;
  /** Id of the plan that waits. @default nothing waits: who approves is all that is asked */
  readonly plan?: string | undefined;
  readonly sha256: string;
  /** Whether the repository is private. */
  readonly private: boolean;
}

/** Outputs `reviewers`, true or false, and `note` where the run stops here. */
export async function lookAtGate(options: GateOptions, env: Env): Promise<void> {
  const { environment, plan: id, sha256 } = options;
  const { reviewers, advice } = await gateOf(GitHub.of(env), environment);
  const text =
    id === undefined
      ? whoApproves(environment, reviewers)
      : reviewers
        ? `The plan ${id} waits for a reviewer of the environment ${environment}.`
        : withoutReviewers(environment, options.private, { id, sha256 });
  say([text, ...advice].join("\n"));
  await summarize(env, [text, ...advice].join("\n\n"));
  await setOutputs(env, { reviewers: String(reviewers), note: reviewers ? "" : text });
}

/** Outputs `login`. */
export async function nameReviewer(environment: string, env: Env): Promise<void> {
  const { login } = await reviewerOf(GitHub.of(env), env["GITHUB_RUN_ID"] ?? "", environment);
  say(`${login} let this run pass into ${environment}.`);
  await setOutputs(env, { login });
}

/** @param isProposed whether pull requests have what can be written down */
export async function keepDriftIssues(
  documents: readonly DriftDocument[],
  isProposed: boolean,
  env: Env,
): Promise<void> {
  const done = await keepIssues(GitHub.of(env), driftFindings(documents, isProposed));
  for (const [stack, what] of done) say(`${stack}: ${what}`);
}

/** Opens, rewrites and closes the pull requests of what has drifted. */
export async function keepDriftProposals(
  documents: readonly DriftDocument[],
  env: Env,
): Promise<void> {
  const { BASE: branch, GITHUB_SHA: commit } = env;
  if (!branch || !commit) {
    throw new OperationError(
      "expected BASE, the branch, which the step must set, and GITHUB_SHA, which GitHub Actions sets",
    );
  }
  const done = await keepProposals(GitHub.of(env), documents, { branch, commit });
  for (const [stack, what] of done) say(`${stack}: ${WORDS[what] ?? what}`);
}

/** What became of a pull request, where a word alone says too little. */
const WORDS: Readonly<Partial<Record<ProposalUpkeep, string>>> = {
  left: "left, as somebody has worked on its branch",
  declined: "not opened again, as somebody has closed the same",
};

/** Outputs `matrix` for the jobs that build, and `any`, true or false. */
export async function chooseImages(
  options: { readonly changed?: string | undefined; readonly service?: string | undefined },
  env: Env,
): Promise<void> {
  const { service } = options;
  const folders = (await foldersWithDockerfile()).filter(
    (folder) => !service || folder === service,
  );
  const all = service || options.changed === undefined;
  const changed = all ? undefined : (await readFile(options.changed!, "utf8")).split("\n");
  const include = imageBuilds(loadConfiguration(), folders, changed);
  sayJson(include);
  await setOutputs(env, { matrix: JSON.stringify({ include }), any: String(include.length > 0) });
}

async function foldersWithDockerfile(): Promise<string[]> {
  const files = await readdir(SERVICES_FOLDER, { recursive: true }).catch(() => []);
  return files.flatMap((file) => /^([^/]+)\/Dockerfile$/.exec(file)?.[1] ?? []).toSorted();
}

/** How many places an environment has besides its own, whose stack this is. */
const placesBeside = (environments: readonly Environment[], stack: string): number =>
  (environmentStack(environments, stack)?.environment.elsewhere ?? []).length;

/** Outputs those of `planOutputs`, and `tested`: whether a test follows the apply, true or false. */
export async function handOnPlan(file: string, env: Env): Promise<void> {
  const result = JSON.parse(await readFile(file, "utf8")) as PlanResult;
  const outputs = planOutputs(result);
  const { environments } = loadConfiguration();
  const isTested = isTestedByWorkflows(environments, ownerOf(result.stack ?? ""));
  const others = placesBeside(environments, result.stack ?? "");
  if (others > 0) {
    say(
      `::warning::This workflow delivers ${result.stack} alone, and its environment has ${count(others, "other place")}: .github/workflows/deliver-places.yml delivers all of them.`,
    );
  }
  const environment = environmentStack(environments, result.stack ?? "")?.environment;
  if (!env["LAYER"] && !env["SERVICE"] && environment && hasLayers(environment)) {
    say(notAllLayers(environment.name));
  }
  await setOutputs(env, { ...outputs, tested: String(isTested) });
}

/** Outputs `any`, true or false, `from`, and `text` for the pull request. */
export async function promote(options: PromotionOptions, env: Env): Promise<void> {
  const { to, service } = options;
  const configuration = loadConfiguration();
  const from = sourceOf(configuration, options);
  const found = promotions(configuration, from, to, service || undefined);
  await setImages(process.cwd(), to, found);
  const text = found
    .map(({ service: name, tag, digest, before }) => {
      const was = before?.digest ?? before?.tag ?? "no image";
      return `- ${name}: ${tag ?? "no tag"} \`${digest}\`, was \`${was}\``;
    })
    .join("\n");
  say(text === "" ? `${to} runs what ${from} does.` : text);
  await setOutputs(env, { any: String(found.length > 0), from, text });
}

/** @returns the exit code 1 when nobody was told; the image is there all the same */
export async function tellOfImage(
  options: {
    readonly environment: string;
    readonly service: string;
    readonly repository: string;
    readonly digest: string;
    readonly tag?: string | undefined;
  },
  env: Env,
): Promise<ExitCode> {
  const { repository, ...image } = options;
  const told = { configuration: loadConfiguration(), env, warn };
  const notified = await notify(
    {
      type: "image-pushed",
      image: {
        ...image,
        image: `${repository}@${options.digest}`,
        commit: env["GITHUB_SHA"],
        by: env["GITHUB_ACTOR"],
        runUrl: runUrl(env),
      },
    },
    told,
  );
  const reached = await hasReached(notified, options.environment, told);
  return reached && notified.lost === 0 ? DONE : FAILED;
}
