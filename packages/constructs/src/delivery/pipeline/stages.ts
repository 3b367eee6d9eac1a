import type {
  CodepipelineStage,
  CodepipelineStageAction,
} from "@cdktf/provider-aws/lib/codepipeline";
import { APPROVAL } from "./buildspecs";
import { PLAN_VARIABLES, placeVariables } from "./plan-variables";
import type { PipelinePlace } from "./pipeline-props";

/** Stages of an environment: up to 100 letters, digits, dots, hyphens and underscores. */
export const stageNames = (environment: string) => ({
  plan: `Plan-${environment}`,
  apply: `Apply-${environment}`,
  loadTest: `LoadTest-${environment}`,
});

/** Namespaces have no dots (CodePipeline API, ActionDeclaration). */
const namespaceOf = (environment: string): string => `Plan-${environment}`;

const variable = (environment: string, name: string): string =>
  `#{${namespaceOf(environment)}.${name}}`;

const SOURCE = "Source";

interface Repository {
  readonly connectionArn: string;
  readonly repository: string;
  readonly branch: string;
}

/** @param starts whether a push to the branch starts the pipeline */
export const sourceStage = (
  { connectionArn, repository, branch }: Repository,
  starts = true,
): CodepipelineStage => ({
  name: "Source",
  action: [
    {
      name: "Source",
      category: "Source",
      owner: "AWS",
      provider: "CodeStarSourceConnection",
      version: "1",
      namespace: "Source",
      outputArtifacts: [SOURCE],
      configuration: {
        ConnectionArn: connectionArn,
        FullRepositoryId: repository,
        BranchName: branch,
        DetectChanges: String(starts),
        // A reference by which CodeBuild clones the repository: a plan is bound to its commit, and
        // a plain copy of the files has none.
        OutputArtifactFormat: "CODEBUILD_CLONE_REF",
      },
    },
  ],
});

export const build = (
  name: string,
  projectName: string,
  more: Partial<CodepipelineStageAction> = {},
): CodepipelineStageAction => ({
  name,
  category: "Build",
  owner: "AWS",
  provider: "CodeBuild",
  version: "1",
  inputArtifacts: [SOURCE],
  ...more,
  configuration: { ProjectName: projectName, ...more.configuration },
});

export const testStage = (projectName: string): CodepipelineStage => ({
  name: "Test",
  action: [build("Test", projectName, { category: "Test" })],
});

/** @param variables for its build. @default none */
export const planStage = (
  environment: string,
  projectName: string,
  variables: Readonly<Record<string, string>> = {},
): CodepipelineStage => ({
  name: stageNames(environment).plan,
  action: [
    build("Plan", projectName, {
      namespace: namespaceOf(environment),
      configuration: forBuild(variables),
    }),
  ],
});

/** Variables as an action hands them to its build. */
const forBuild = (variables: Readonly<Record<string, string>>): Record<string, string> => {
  const all = Object.entries(variables).map(([name, value]) => ({
    name,
    value,
    type: "PLAINTEXT",
  }));
  return all.length === 0 ? {} : { EnvironmentVariables: JSON.stringify(all) };
};

/** Also where nothing was to be applied: what has not passed is tested again. */
export const loadTestStage = (environment: string, projectName: string): CodepipelineStage => ({
  name: stageNames(environment).loadTest,
  action: [build("LoadTest", projectName, { category: "Test" })],
});

interface Asked {
  readonly name: string;
  readonly approval: boolean;
  readonly topicArn: string;
}

interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly approvalTimeoutMinutes: number;
}

/**
 * A person is asked, where somebody must be, and the plan applied. Without changes the stage is
 * skipped: nobody is asked for nothing.
 *
 * @param places each applied by an action of its own, those of a wave side by side. @default its one stack
 * @param variables for the builds, besides the plan. @default none
 */
export function applyStage(
  place: Place,
  { name, approval, topicArn }: Asked,
  projects: { readonly plan: string; readonly apply: string },
  places: readonly PipelinePlace[] = [],
  variables: Readonly<Record<string, string>> = {},
): CodepipelineStage {
  const of = (key: keyof typeof PLAN_VARIABLES) => variable(name, PLAN_VARIABLES[key]);
  const ask: CodepipelineStageAction = {
    name: APPROVAL,
    category: "Approval",
    owner: "AWS",
    provider: "Manual",
    version: "1",
    runOrder: 1,
    timeoutInMinutes: place.approvalTimeoutMinutes,
    configuration: {
      NotificationArn: topicArn,
      // 1,000 characters at most: counts, commit, digest. The whole plan is behind the link.
      CustomData: of("summary"),
      ExternalEntityLink: `https://${place.region}.console.aws.amazon.com/codesuite/codebuild/${place.accountId}/projects/${projects.plan}/history`,
    },
  };
  /** @param from the variables of the plan that have id and digest */
  const apply = (
    action: string,
    wave: number,
    from: { readonly id: string; readonly sha256: string },
  ) =>
    build(action, projects.apply, {
      runOrder: wave + (approval ? 2 : 1),
      configuration: forBuild({
        [PLAN_VARIABLES.id]: variable(name, from.id),
        [PLAN_VARIABLES.sha256]: variable(name, from.sha256),
        ...variables,
      }),
    });
  return {
    name: stageNames(name).apply,
    beforeEntry: {
      condition: {
        // What happens when the rule does not hold.
        result: "SKIP",
        rule: [
          {
            name: "Changes",
            ruleTypeId: { category: "Rule", owner: "AWS", provider: "VariableCheck", version: "1" },
            configuration: { Variable: of("changes"), Value: "yes", Operator: "EQ" },
          },
        ],
      },
    },
    action: [
      ...(approval ? [ask] : []),
      ...(places.length === 0
        ? [apply("Apply", 0, PLAN_VARIABLES)]
        : places.map((one, index) => apply(`Apply-${one.name}`, one.wave, placeVariables(index)))),
    ],
  };
}
