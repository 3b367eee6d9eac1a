import { Construct } from "constructs";
import { PipelineStart } from "./pipeline-start";

/** Variables of the pipeline that say which image somebody else has pushed. */
export const PUSHED_VARIABLES = {
  repository: "PUSHED_REPOSITORY",
  tag: "PUSHED_TAG",
  digest: "PUSHED_DIGEST",
} as const;

export interface PushedImagesProps {
  /** Name of the pipeline. */
  readonly name: string;
  readonly pipelineArn: string;
  readonly accountId: string;

  /** Names of the repositories: at most 20. */
  readonly repositories: readonly string[];

  /** What the tags of the images begin with that count. @default all tags do */
  readonly tagPrefix?: string | undefined;

  /** End of the name of the rule, behind that of the pipeline. @default "pushed" */
  readonly ruleName?: string | undefined;
}

/**
 * The pipeline's second source: images that others push. CodePipeline's own source for ECR looks at
 * one tag that moves, and fails as long as there is none; tags of ours do not move.
 *
 * An image for several processors has its tag at the index alone, so its parts start nothing.
 */
export class PushedImages extends Construct {
  constructor(scope: Construct, id: string, props: PushedImagesProps) {
    super(scope, id);
    const { name, repositories, tagPrefix, ruleName = "pushed" } = props;
    new PipelineStart(this, "start", {
      ...props,
      name: `${name}-${ruleName}`,
      description: `Images that others push start ${name}`,
      // ECR user guide, "Amazon ECR events and EventBridge", the event of a completed push.
      eventPattern: {
        source: ["aws.ecr"],
        "detail-type": ["ECR Image Action"],
        detail: {
          "action-type": ["PUSH"],
          result: ["SUCCESS"],
          "repository-name": repositories,
          "image-tag": [tagPrefix === undefined ? { "anything-but": "" } : { prefix: tagPrefix }],
        },
      },
      variables: {
        [PUSHED_VARIABLES.repository]: "$.detail.repository-name",
        [PUSHED_VARIABLES.tag]: "$.detail.image-tag",
        [PUSHED_VARIABLES.digest]: "$.detail.image-digest",
      },
    });
  }
}
