import type { CodepipelineConfig } from "@cdktf/provider-aws/lib/codepipeline";
import type { ITerraformDependable } from "cdktf";
import type { ArtifactBucket } from "./artifact-bucket";
import type { PipelineRole } from "./pipeline-role";

interface Queued {
  readonly name: string;
  readonly bucket: ArtifactBucket;

  /** Key of what lies in the bucket. */
  readonly kmsKeyArn: string;
  readonly role: PipelineRole;

  /** What else must be there before its first run. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[] | undefined;
}

/** Which events are those of runs of a pipeline that failed, and what a message takes from them. */
export const failedRuns = (
  { region, accountId }: Readonly<Record<"region" | "accountId", string>>,
  pipeline: string,
) => ({
  eventPattern: {
    source: ["aws.codepipeline"],
    "detail-type": ["CodePipeline Pipeline Execution State Change"],
    resources: [`arn:aws:codepipeline:${region}:${accountId}:${pipeline}`],
    detail: { state: ["FAILED"] },
  },
  inputPaths: { execution: "$.detail.execution-id", time: "$.time" },
});

/** What all pipelines have: runs that come one after another, in a role of their own, and a place for what they hand on. */
export const queued = ({ name, bucket, kmsKeyArn, role, dependsOn = [] }: Queued) =>
  ({
    name,
    pipelineType: "V2",
    executionMode: "QUEUED",
    roleArn: role.role.arn,
    artifactStore: [
      { type: "S3", location: bucket.bucket.id, encryptionKey: { type: "KMS", id: kmsKeyArn } },
    ],
    dependsOn: [...bucket.dependables, role.policy, ...dependsOn],
  }) satisfies Partial<CodepipelineConfig>;
