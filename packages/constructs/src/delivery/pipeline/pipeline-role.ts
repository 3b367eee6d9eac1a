import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { policyDocument, type PolicyStatement } from "../../policy-document";
import { fetchRepository, type ConnectedRepository } from "./repository-access";

export interface PipelineRoleProps extends ConnectedRepository {
  /** Name of the pipeline and the role. */
  readonly name: string;
  readonly artifactBucketArn: string;
  readonly kmsKeyArn: string;
  readonly projectArns: readonly string[];
  /** Topics that are told of approvals to give. */
  readonly topicArns: readonly string[];
  /** Key of the topics. */
  readonly topicKmsKeyArn: string;
}

/** The role with which CodePipeline starts its actions. The actions have roles of their own. */
export class PipelineRole extends Construct {
  public readonly role: IamRole;
  public readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: PipelineRoleProps) {
    super(scope, id);
    const { name } = props;
    this.role = new IamRole(this, "role", {
      name,
      description: `Starts the actions of the pipeline ${name}`,
      assumeRolePolicy: policyDocument([
        {
          // AWS gives it without a condition and names no key that CodePipeline sends (CodePipeline
          // user guide, "Create the CodePipeline service role"). Nobody outside the account can have
          // it take the role on: it can only be passed within it.
          Sid: "CodePipeline",
          Effect: "Allow",
          Principal: { Service: "codepipeline.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "start-actions",
      role: this.role.name,
      policy: policyDocument(statements(props)),
    });
  }
}

const statements = (props: PipelineRoleProps): PolicyStatement[] => [
  {
    // To hand artifacts from one action to the next.
    Sid: "Artifacts",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
    Resource: `${props.artifactBucketArn}/*`,
  },
  {
    // CodePipeline looks at the bucket before it uses it.
    Sid: "ArtifactBucket",
    Effect: "Allow",
    Action: ["s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket"],
    Resource: props.artifactBucketArn,
  },
  {
    // Artifacts are encrypted.
    Sid: "ArtifactKey",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*"],
    Resource: props.kmsKeyArn,
  },
  // To see pushes and what was pushed.
  ...fetchRepository(props),
  {
    // Its own projects.
    Sid: "Builds",
    Effect: "Allow",
    Action: ["codebuild:StartBuild", "codebuild:StopBuild", "codebuild:BatchGetBuilds"],
    Resource: props.projectArns,
  },
  ...(props.topicArns.length === 0
    ? []
    : ([
        {
          // To tell that a plan waits.
          Sid: "AskForApproval",
          Effect: "Allow",
          Action: "sns:Publish",
          Resource: [...new Set(props.topicArns)],
        },
        {
          // The topics are encrypted: who publishes needs the key.
          Sid: "TopicKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: props.topicKmsKeyArn,
        },
      ] as const)),
];
