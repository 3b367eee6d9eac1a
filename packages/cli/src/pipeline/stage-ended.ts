import { readFile } from "node:fs/promises";
import type { Configuration } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { environmentStack, ownerOfStack } from "@groundwork/configuration/place-names";
import { pipelineName } from "@groundwork/configuration/pipeline-names";
import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { say, warn } from "../core/outlet";
import { notify } from "../delivery/messages/notify";
import { hasReached } from "../delivery/messages/reached";
import {
  actionExecutions,
  commitOf,
  greenAgain,
  newFailures,
  toldStages,
  type StageOfRun,
} from "./stage-verdicts";

/**
 * Tells people that a stage of the pipeline has failed, unless they know it.
 *
 * @param options files with how the stages have ended, and of which people were told
 * @returns the exit code 1 when there was something to tell, and nobody was told
 */
export async function stageFailed(
  { actions: file, told: toldFile, ...of }: StageOfRun & FilesOf<"actions" | "told">,
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const actions = actionExecutions(await readFile(file, "utf8"));
  const failed = newFailures(actions, of, toldStages(await readFile(toldFile, "utf8")));
  if (failed === undefined || failed.length === 0) {
    say(`${of.stage}: nothing new to tell`);
    return DONE;
  }
  const commit = commitOf(actions, of.execution);
  return tell("run-failed", of, { failed, commit }, env);
}

type FilesOf<Name extends string> = { readonly [Key in Name]: string };

/**
 * Tells people of the stages that go well again.
 *
 * @param options stages whose last one has just come through, and a file with how they have ended
 * @returns the exit code 1 when there was something to tell, and nobody was told
 */
export async function stagesPassed(
  { stages, actions: file }: { readonly stages: readonly string[] } & FilesOf<"actions">,
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const actions = actionExecutions(await readFile(file, "utf8"));
  const execution =
    actions.find(({ stageName, status }) => stageName === stages.at(-1) && status === "InProgress")
      ?.pipelineExecutionId ?? "";
  const green = greenAgain(actions, stages);
  if (green.length === 0) say(`${stages.at(-1)}: nothing new to tell`);
  const commit = commitOf(actions, execution);
  let code: ExitCode = DONE;
  for (const stage of green) {
    const ended = await tell("run-passed", { stage, execution }, { failed: [], commit }, env);
    if (ended !== DONE) code = ended;
  }
  return code;
}

async function tell(
  type: "run-failed" | "run-passed",
  { stage, execution }: StageOfRun,
  { failed, commit }: { readonly failed: readonly string[]; readonly commit: string | undefined },
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const configuration = loadConfiguration();
  const { what, owner } = meaningOf(stage, configuration);
  const told = { configuration, env, warn };
  const branch = configuration.organization.delivery.pipeline?.branch;
  const runUrl = execution === "" ? undefined : pageOf(configuration, execution);
  const run = { what, owner, failed, branch, commit, runUrl };
  const notified = await notify({ type, run }, told);
  for (const topic of notified.topics) say(`${type} went to ${topic}`);
  return (await hasReached(notified, owner, told)) && notified.lost === 0 ? DONE : FAILED;
}

/** What a stage does, in the words of GitHub's workflows, and whose people are told of it. */
export function meaningOf(
  stage: string,
  { environments }: Configuration,
): { readonly what: string; readonly owner: string } {
  const [, does, name = ""] = /^(Plan|Apply|LoadTest)-(.+)$/.exec(stage) ?? [];
  if (does !== undefined) {
    const layer = environmentStack(environments, name)?.layer ?? "services";
    const of = layer === "services" ? "" : ` of the ${layer}`;
    const what = does === "LoadTest" ? "load test" : does.toLowerCase();
    return { what: `${what}${of}`, owner: ownerOfStack(environments, stackId(name)) };
  }
  switch (stage) {
    case "Source":
      return { what: "source", owner: "delivery" };
    case "Test":
      return { what: "check", owner: "delivery" };
    case "Image":
      return { what: "image", owner: environments[0]?.name ?? "delivery" };
    default:
      throw new OperationError(
        `got the stage ${stage}, expected one of the pipeline: Source, Test, Image, Plan-<environment>, Apply-<environment> or LoadTest-<environment>`,
      );
  }
}

const pageOf = ({ organization }: Configuration, execution: string): string => {
  const { region } = organization;
  return `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipelineName(organization)}/executions/${execution}/timeline?region=${region}`;
};
