import type { Buildspec } from "./build-project";

/** How many commits back one is looked for that can be compiled. */
const COMMITS_BACK = 5;

const CLI = "node packages/cli/bin/groundwork.js";

/** How the stages of a pipeline have ended, newest first. */
const stagesOf = (pipeline: string, file: string): string =>
  `aws codepipeline list-action-executions --pipeline-name ${pipeline} --max-items 400 --output json > "${file}"`;

/**
 * Tells that the stage STAGE of the run EXECUTION has failed.
 *
 * @param of the pipeline whose stage it is, and the project that this builds
 */
export const messengerBuildspec = (
  nodejs: string,
  { pipeline, project }: { readonly pipeline: string; readonly project: string },
): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: {
      "on-failure": "ABORT",
      "runtime-versions": { nodejs },
      commands: [
        // The commit that failed may be one that cannot be compiled: then an older one tells of it.
        `back=0; until npm ci && npm run -s build; do back=$((back + 1)); [ "$back" -le ${COMMITS_BACK} ] || exit 1; git checkout --quiet HEAD~1; done`,
      ],
    },
    build: {
      "on-failure": "ABORT",
      commands: [
        "results=$(mktemp -d)",
        stagesOf(pipeline, "$results/actions.json"),
        `aws codebuild list-builds-for-project --project-name ${project} --max-items 100 --query ids --output text > "$results/ids"`,
        'aws codebuild batch-get-builds --ids $(cat "$results/ids") --output json > "$results/builds.json"',
        `${CLI} pipeline failed --stage "$STAGE" --execution "$EXECUTION" --actions "$results/actions.json" --told "$results/builds.json"`,
      ],
    },
  },
});

/**
 * Tells, where a stage has come through, that those up to it go well again. A message that does not
 * go out stops nothing.
 *
 * @param stages that stage last, with those before it of which nothing else tells
 */
export const passedCommand = (pipeline: string, stages: readonly string[]): string =>
  `{ passed=$(mktemp) && ${stagesOf(pipeline, "$passed")} && ${CLI} pipeline passed --stages ${stages.join(" ")} --actions "$passed"; } || echo "Nobody was told whether it goes well again."`;
