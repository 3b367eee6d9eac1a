import { OperationError } from "../core/errors";

/**
 * How actions of a pipeline have ended, as `aws codepipeline list-action-executions` prints it, newest
 * first (CodePipeline API, ActionExecutionDetail).
 */
export interface ActionExecution {
  readonly pipelineExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly status: string;
  readonly startTime: string;
  readonly output?: {
    readonly outputVariables?: Readonly<Record<string, string>> | undefined;
  };
}

/** A stage of one run. */
export interface StageOfRun {
  readonly stage: string;
  readonly execution: string;
}

/** @throws OperationError where it is something else */
export function actionExecutions(text: string): ActionExecution[] {
  const { actionExecutionDetails: actions } = Object(parsed(text)) as {
    readonly actionExecutionDetails?: unknown;
  };
  if (!Array.isArray(actions)) {
    throw new OperationError(
      "--actions: got another file, expected what aws codepipeline list-action-executions printed",
    );
  }
  return (actions as ActionExecution[]).toSorted((a, b) =>
    a.startTime === b.startTime ? 0 : Date.parse(b.startTime) - Date.parse(a.startTime),
  );
}

/**
 * The stages of which people were told, as `aws codebuild batch-get-builds` prints the builds of the
 * messenger: those that ended well have told, or had nothing new to tell.
 *
 * @throws OperationError where it is something else
 */
export function toldStages(text: string): StageOfRun[] {
  const { builds } = Object(parsed(text)) as { readonly builds?: unknown };
  if (!Array.isArray(builds)) {
    throw new OperationError(
      "--told: got another file, expected what aws codebuild batch-get-builds printed",
    );
  }
  return (builds as Build[])
    .filter(({ buildStatus }) => buildStatus === "SUCCEEDED")
    .map(({ environment }) => {
      const valueOf = (wanted: string) =>
        environment?.environmentVariables?.find(({ name }) => name === wanted)?.value ?? "";
      return { stage: valueOf("STAGE"), execution: valueOf("EXECUTION") };
    });
}

interface Build {
  readonly buildStatus?: string;
  readonly environment?: {
    readonly environmentVariables?: readonly { readonly name: string; readonly value: string }[];
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const hasEnded = ({ status }: ActionExecution): boolean =>
  status === "Failed" || status === "Succeeded";

/**
 * Actions of a stage that have failed in a run, without those that failed the time before as well and
 * of which people were told then. An earlier try of the same run counts as one before.
 *
 * @param actions newest first
 * @returns undefined where the stage has not failed, or not any more
 */
export function newFailures(
  actions: readonly ActionExecution[],
  { stage, execution }: StageOfRun,
  told: readonly StageOfRun[],
): string[] | undefined {
  const ofStage = actions.filter(({ stageName }) => stageName === stage);
  const names = [
    ...new Set(
      ofStage
        .filter(({ pipelineExecutionId: id }) => id === execution)
        .map(({ actionName }) => actionName),
    ),
  ];
  const ended = (name: string) => {
    const all = ofStage.filter((one) => one.actionName === name && hasEnded(one));
    const now = all.findIndex(({ pipelineExecutionId: id }) => id === execution);
    return now < 0 ? [] : all.slice(now);
  };
  const failed = names.filter((name) => ended(name)[0]?.status === "Failed");
  if (failed.length === 0) return undefined;
  return failed.filter((name) => {
    const before = ended(name)[1];
    return !(
      before?.status === "Failed" &&
      told.some((one) => one.stage === stage && one.execution === before.pipelineExecutionId)
    );
  });
}

/**
 * The stages that go well again: those that have failed since the last of them came through the time
 * before.
 *
 * @param actions newest first
 * @param stages whose last one has just come through
 */
export function greenAgain(
  actions: readonly ActionExecution[],
  stages: readonly string[],
): string[] {
  const last = actions.filter(({ stageName }) => stageName === stages.at(-1));
  const before = last.find(({ status }) => status === "Succeeded");
  const since = before === undefined ? 0 : Date.parse(before.startTime);
  return stages.filter((stage) =>
    actions.some(
      ({ stageName, status, startTime }) =>
        stageName === stage && status === "Failed" && Date.parse(startTime) > since,
    ),
  );
}

/** The commit of a run, as its source says; undefined where that has not come through. */
export const commitOf = (
  actions: readonly ActionExecution[],
  execution: string,
): string | undefined =>
  actions.find(
    ({ pipelineExecutionId: id, stageName, output }) =>
      id === execution && stageName === "Source" && output?.outputVariables?.["CommitId"],
  )?.output?.outputVariables?.["CommitId"];
