import type { Buildspec } from "./build-project";
import { passedCommand } from "./messenger-buildspec";
import { NOTHING } from "./pipeline-start";
import { NO_PLAN, PLAN_VARIABLES, placeVariables } from "./plan-variables";

/** A stage of a pipeline, behind those that are told of with it. */
export interface Stages {
  readonly pipeline: string;
  readonly stages: readonly string[];
}

/** Terraform as .terraform-version says, packages as locked. */
export const install = (nodejs: string, runtimes: Readonly<Record<string, string>> = {}) => ({
  "on-failure": "ABORT",
  "runtime-versions": { nodejs, ...runtimes },
  commands: ["bash .ci/install-terraform", "npm ci", "npm run -s build"],
});

/** What is planned in one build. */
interface Planned {
  /** Of our commands, as `plan dev-stack`. */
  readonly command: string;
  /** That which makes variables of its document. */
  readonly handsOn: "variables" | "set-variables";
  readonly variables: readonly string[];
}

/** Plans one stack. @param stack its name, as a word of the shell */
export const planBuildspec = (nodejs: string, stack: string, stages: Stages): Buildspec =>
  planning(
    nodejs,
    {
      command: `plan ${stack}`,
      handsOn: "variables",
      variables: Object.values(PLAN_VARIABLES),
    },
    stages,
  );

/**
 * Plans an environment in all its places.
 *
 * @param set of our command, as `prod`
 * @param count of its places
 */
export function planSetBuildspec(
  nodejs: string,
  set: string,
  count: number,
  stages: Stages,
): Buildspec {
  const places = Array.from({ length: count }, (_, index) => Object.values(placeVariables(index)));
  const { changes, summary } = PLAN_VARIABLES;
  return planning(
    nodejs,
    {
      command: `deploy-set ${set} --plan`,
      handsOn: "set-variables",
      variables: [changes, summary, ...places.flat()],
    },
    stages,
  );
}

/**
 * @param pipeline its name
 * @param stages the stage of the plan last, with those before it of which nothing else tells
 */
const planning = (
  nodejs: string,
  { command, handsOn, variables }: Planned,
  { pipeline, stages }: Stages,
): Buildspec => ({
  version: 0.2,
  env: { shell: "bash", "exported-variables": variables },
  phases: {
    install: install(nodejs),
    build: {
      "on-failure": "ABORT",
      commands: [
        // The results lie beside the checkout: a file in it would be a change that the commit does
        // not have.
        "results=$(mktemp -d)",
        // One command, as the exit code 2 is no failure: it says that there are changes.
        `node packages/cli/bin/groundwork.js ${command} --lock-timeout 5m --json > "$results/plan.json"; code=$?; [ "$code" -eq 0 ] || [ "$code" -eq 2 ] || exit "$code"`,
        `node packages/cli/bin/groundwork.js pipeline ${handsOn} "$results/plan.json" > "$results/variables.sh"`,
        // Names and values made by our own command of our own plan, quoted for the shell.
        '. "$results/variables.sh"',
        passedCommand(pipeline, stages),
      ],
    },
  },
});

/** What is applied, and what goes on meanwhile. */
interface Applied {
  readonly environment: string;
  readonly approval: boolean;
  readonly testsDeployments: boolean;
  /** Whether it is that of one place beside others, which may have none. */
  readonly placed: boolean;
}

const { id: ID, sha256: SHA256 } = PLAN_VARIABLES;

const APPLY = `node packages/cli/bin/groundwork.js apply "$${ID}" --sha256 "$${SHA256}" --lock-timeout 10m --yes`;

/**
 * An apply beside which deployments that wait for their load test are tested. One that was refused has
 * no end to wait for. The apply's own exit code says more than the test's.
 */
const testedApply = (environment: string): string =>
  [
    `{ node packages/cli/bin/groundwork.js load-test ${environment} --during "$${ID}" --yes & }`,
    "tested=$! code=0 verdict=0",
    `${APPLY} || code=$?`,
    'if [ "$code" -ne 0 ]; then kill -INT "$tested" 2> /dev/null || true; fi',
    'wait "$tested" || verdict=$?',
    'if [ "$code" -eq 0 ]; then code=$verdict; fi',
    '(exit "$code")',
  ].join("; ");

/** Applies the plan whose id and digest come as variables of the action. */
export function applyBuildspec(
  nodejs: string,
  { pipeline, stages }: Stages,
  { environment, approval, testsDeployments, placed }: Applied,
): Buildspec {
  const some = placed ? `[ "$${ID}" = ${NO_PLAN} ] || ` : "";
  const apply = testsDeployments ? testedApply(environment) : APPLY;
  return {
    version: 0.2,
    env: { shell: "bash" },
    phases: {
      install: install(nodejs),
      build: {
        "on-failure": "ABORT",
        commands: [
          ...(!approval
            ? []
            : [
                `APPROVER=$(aws codepipeline get-pipeline-state --name ${pipeline} --output text --query "stageStates[?stageName=='${stages.at(-1)}'] | [0].actionStates[?actionName=='${APPROVAL}'] | [0].latestExecution.lastUpdatedBy")`,
                `${some}node packages/cli/bin/groundwork.js approve "$${ID}" --sha256 "$${SHA256}" --actor "$APPROVER" --yes`,
              ]),
          placed && testsDeployments ? `${some}{ ${apply}; }` : `${some}${apply}`,
          // The stage has not come through while others of it are under way.
          ...(placed ? [] : [passedCommand(pipeline, stages)]),
        ],
      },
    },
  };
}

/** Whether nothing in IMAGES was built, and nothing in PUSHED was pushed. */
const NOTHING_NEW = `[[ "$IMAGES" != *'"built":"yes"'* && ( -z "\${PUSHED:-}" || "$PUSHED" == *':"${NOTHING}"'* ) ]]`;

/**
 * Tells of the images in IMAGES and PUSHED that are new, and proposes them. Where none is, nothing is installed
 * for it: most pushes change no image.
 */
export const proposeBuildspec = (nodejs: string): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: { "on-failure": "ABORT", "runtime-versions": { nodejs }, commands: [] },
    build: {
      "on-failure": "ABORT",
      commands: [
        `if ${NOTHING_NEW}; then echo "No image is new."; else npm ci && npm run -s build && node packages/cli/bin/groundwork.js pipeline propose; fi`,
      ],
    },
  },
});

/** Name of the action by which a person lets a plan pass. */
export const APPROVAL = "Approve";
