import { Codepipeline } from "@cdktf/provider-aws/lib/codepipeline";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { EventNotification } from "../../observability/event-notification";
import type { ArtifactBucket } from "./artifact-bucket";
import type { BuildProjectProps } from "./build-project";
import { ImageStage, type ImageBuild } from "./image-stage";
import { pageOf } from "./messenger";
import type { ApplicationOptions } from "./pipeline-options";
import { PipelineRole } from "./pipeline-role";
import { failedRuns, queued } from "./queued-pipeline";
import { sourceStage } from "./stages";

type Common = Omit<
  BuildProjectProps,
  | "access"
  | "artifactBucketArn"
  | "buildspec"
  | "description"
  | "machine"
  | "reports"
  | "timeoutMinutes"
>;

export interface ApplicationPipelineProps extends Common {
  readonly branch: string;
  readonly bucket: ArtifactBucket;

  /** How its images are built. */
  readonly options: Omit<ApplicationOptions, "repository" | "branch" | "connectionArn">;
  readonly images: readonly ImageBuild[];

  /** Topics that are told of a run that failed, each once; by e-mail, as EventBridge writes it. */
  readonly topicArns: readonly string[];

  /** What must be there before its first run, such as the parameters that it reads. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[] | undefined;
}

/**
 * The pipeline of an application with a repository of its own: a push is tested, built and pushed to
 * the repositories of its services. What becomes of the images is none of its business: it may change
 * no environment, and a new image starts the pipeline that does.
 */
export class ApplicationPipeline extends Construct {
  public readonly pipeline: Codepipeline;

  constructor(scope: Construct, id: string, props: ApplicationPipelineProps) {
    super(scope, id);
    const { name, bucket, region } = props;
    const artifactBucketArn = bucket.bucket.arn;
    const images = new ImageStage(this, "images", { ...props, artifactBucketArn });
    const role = new PipelineRole(this, "role", {
      ...props,
      artifactBucketArn,
      projectArns: images.projects.map(({ project }) => project.arn),
      topicArns: [],
      topicKmsKeyArn: props.kmsKeyArn,
    });
    this.pipeline = new Codepipeline(this, "pipeline", {
      // One run after another, so that the image of an older commit is not the last one pushed.
      ...queued({ ...props, role }),
      stage: [sourceStage(props), images.stage],
    });
    for (const [index, topicArn] of props.topicArns.entries()) {
      new EventNotification(this, `failed-${index}`, {
        name: `${name}-failed-${index}`,
        description: `Failed runs of ${name}`,
        ...failedRuns(props, name),
        topicArn,
        message:
          `The pipeline ${name} failed at <time>, so ${props.repository} has no new image: ` +
          `${pageOf(region, name)}/executions/<execution>/timeline?region=${region}`,
      });
    }
  }
}
