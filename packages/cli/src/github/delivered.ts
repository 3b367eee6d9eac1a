import { readFile } from "node:fs/promises";
import path from "node:path";
import { runUrl } from "../core/workflow";
import { OperationError } from "../core/errors";
import { GitHub } from "./api";
import { syncComments } from "./comment";
import type { ApplyResult, PlanResult } from "../delivery/command-results";
import { deliveryComment, type Delivered } from "./delivery-comment";
import { summarize } from "./step-output";

export interface DeliveredOptions {
  readonly environment: string;
  /** Folder with plan.json and applied.json, as `plan --json` and `apply --json` printed them. */
  readonly folder: string;
  /** Why nothing was applied. */
  readonly note?: string | undefined;
}

/** Says on the merged pull request, and on the page of the run, what came of it so far. */
export async function delivered(
  { environment, folder, note }: DeliveredOptions,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const commit = env["GITHUB_SHA"];
  if (!commit) throw new OperationError("expected GITHUB_SHA, which GitHub Actions sets");
  const [plan, applied] = await Promise.all([
    readResult<PlanResult>(folder, "plan.json"),
    readResult<ApplyResult>(folder, "applied.json"),
  ]);
  // Only the apply knows a plan that another run has made.
  const summary = plan?.summary ?? applied?.summary;
  const facts: Delivered = {
    environment,
    commit: summary?.commit ?? commit,
    runUrl: runUrl(env),
    summary,
    outcome: applied?.outcome,
    note: note || (applied?.outcome ? undefined : (applied?.error ?? plan?.error)) || undefined,
  };
  const comment = deliveryComment(facts);
  await summarize(env, comment.body);
  const github = GitHub.of(env);
  for (const number of await mergedWith(github, facts.commit)) {
    await syncComments(github, number, [comment]);
  }
}

/** Pull requests that a commit of the branch came with; none where somebody pushed it. */
async function mergedWith(github: GitHub, commit: string): Promise<number[]> {
  const found = await github.list<{ number: number; merged_at?: string | null }>(
    `/commits/${commit}/pulls`,
  );
  return found.flatMap(({ number, merged_at: merged }) => (merged ? [number] : []));
}

async function readResult<Type>(folder: string, file: string): Promise<Type | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, file), "utf8")) as Type;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    // A job that was stopped has left half of it, or nothing in it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
