import { Codepipeline } from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import { EventNotification } from "../../observability/event-notification";
import { BuildProject, type Access, type BuildProjectProps } from "./build-project";
import { messengerBuildspec } from "./messenger-buildspec";
import { PipelineRole } from "./pipeline-role";
import { PipelineStart, variablesOf } from "./pipeline-start";
import { failedRuns, queued } from "./queued-pipeline";
import { build, sourceStage } from "./stages";
import { variables } from "./image-stage";
import type { ArtifactBucket } from "./artifact-bucket";

/** Variables of the messenger's pipeline: what has failed. */
const FAILED_VARIABLES = { STAGE: "$.detail.stage", EXECUTION: "$.detail.execution-id" };

type Common = Omit<
  BuildProjectProps,
  "access" | "artifactBucketArn" | "buildspec" | "description" | "reports" | "timeoutMinutes"
>;

export interface MessengerProps extends Common {
  /** Name of the pipeline whose failures are told, and its ARN. */
  readonly name: string;
  readonly pipelineArn: string;

  readonly branch: string;
  readonly nodeVersion: string;
  readonly bucket: ArtifactBucket;

  /** What telling people needs. */
  readonly access: Access;

  /** Topics that are told where the messenger itself fails, each once. */
  readonly topicArns: readonly string[];
  readonly topicKmsKeyArn: string;
}

/**
 * Tells people of failed stages as the commands tell them of everything else, by e-mail and in Slack,
 * once until it goes well again: a pipeline of two steps, which fetches the code and runs the command.
 * So it works whatever a stage has failed of, the start of its build included. Where the messenger
 * fails as well, EventBridge tells by e-mail.
 */
export class Messenger extends Construct {
  public readonly pipeline: Codepipeline;

  constructor(scope: Construct, id: string, props: MessengerProps) {
    super(scope, id);
    const { name, accountId, region, bucket } = props;
    const told = `${name}-told`;
    const project = `${name}-tell`;
    const tell = new BuildProject(this, "tell", {
      ...props,
      name: project,
      description: `Tells of failed stages of ${name}`,
      artifactBucketArn: bucket.bucket.arn,
      buildspec: () => messengerBuildspec(props.nodeVersion, { pipeline: name, project }),
      access: {
        ...props.access,
        statements: [
          ...(props.access.statements ?? []),
          {
            // How the stages have ended so far, which says what people know already.
            Sid: "SeeStages",
            Effect: "Allow",
            Action: "codepipeline:ListActionExecutions",
            Resource: props.pipelineArn,
          },
          {
            // Whether they were told of it: how this project's own builds have ended.
            Sid: "SeeWhatWasTold",
            Effect: "Allow",
            Action: ["codebuild:BatchGetBuilds", "codebuild:ListBuildsForProject"],
            Resource: `arn:aws:codebuild:${region}:${accountId}:project/${project}`,
          },
        ],
      },
      timeoutMinutes: 30,
    });
    const role = new PipelineRole(this, "role", {
      ...props,
      name: told,
      artifactBucketArn: bucket.bucket.arn,
      projectArns: [tell.project.arn],
      topicArns: [],
    });
    this.pipeline = new Codepipeline(this, "pipeline", {
      // One run after another, so that each knows what the one before has told.
      ...queued({ name: told, bucket, kmsKeyArn: props.kmsKeyArn, role }),
      variable: variablesOf(Object.keys(FAILED_VARIABLES), "What has failed"),
      stage: [
        sourceStage(props, false),
        {
          name: "Tell",
          action: [
            build("Tell", tell.project.name, {
              configuration: {
                EnvironmentVariables: variables({
                  STAGE: "#{variables.STAGE}",
                  EXECUTION: "#{variables.EXECUTION}",
                }),
              },
            }),
          ],
        },
      ],
    });
    new PipelineStart(this, "failed", {
      name: `${name}-failed`,
      description: `Failed stages of ${name}`,
      pipelineArn: this.pipeline.arn,
      accountId,
      eventPattern: {
        source: ["aws.codepipeline"],
        "detail-type": ["CodePipeline Stage Execution State Change"],
        resources: [props.pipelineArn],
        detail: { state: ["FAILED"] },
      },
      variables: FAILED_VARIABLES,
    });
    this.tellByMail(props, told);
  }

  /** EventBridge writes one text for all, which Slack does not take. */
  private tellByMail({ name, accountId, region, topicArns }: MessengerProps, told: string): void {
    for (const [index, topicArn] of topicArns.entries()) {
      new EventNotification(this, `unheard-${index}`, {
        name: `${name}-unheard-${index}`,
        description: `Failed stages of ${name} of which nobody was told`,
        ...failedRuns({ region, accountId }, told),
        topicArn,
        message:
          `A stage of the pipeline ${name} failed, and at <time> so did its messenger ${told}. ` +
          `What they said: ${pageOf(region, name)}/view?region=${region} and ` +
          `${pageOf(region, told)}/executions/<execution>/timeline?region=${region}`,
      });
    }
  }
}

/** Where the console shows a pipeline, without what of it. */
export const pageOf = (region: string, pipeline: string): string =>
  `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}`;
