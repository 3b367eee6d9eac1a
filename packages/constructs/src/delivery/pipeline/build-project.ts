import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import { CodebuildReportGroup } from "@cdktf/provider-aws/lib/codebuild-report-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { check } from "../../check";
import { policyDocument, type PolicyStatement } from "../../policy-document";
import { cacheOf, environmentOf, type Machine } from "./build-machine";
import { fetchRepository, type ConnectedRepository } from "./repository-access";

/** What a role may do besides what its work always needs. */
export interface Access {
  /** Managed policies, at most ten, each under a name that stays. @default none */
  readonly policyArns?: Readonly<Record<string, string>> | undefined;
  /** Written into the role itself. @default none */
  readonly statements?: readonly PolicyStatement[] | undefined;
  /** The most that it can be given. @default no such limit */
  readonly permissionsBoundaryArn?: string | undefined;
}

/** What a build does, in CodeBuild's own form ("Build specification reference"). */
export type Buildspec = Readonly<Record<string, unknown>>;

/** The build fetches the repository itself, with its history. */
export interface BuildProjectProps extends ConnectedRepository {
  /** Name of the project, the role and the log group: at most 64 characters, as a role's. */
  readonly name: string;
  readonly description: string;
  readonly accountId: string;
  readonly region: string;

  /** Bucket from which the build learns what to check out. */
  readonly artifactBucketArn: string;

  /** Key of the artifacts and of the log, whose policy must let CloudWatch Logs use it. */
  readonly kmsKeyArn: string;

  /**
   * @param reportGroupArn where test results go
   */
  readonly buildspec: (reportGroupArn: string | undefined) => Buildspec;

  /** Whether the build hands in test results. @default false */
  readonly reports?: boolean | undefined;

  /** @default - nothing but its log and its source */
  readonly access?: Access | undefined;

  /** What the build runs on. @default - CodeBuild's Amazon Linux 2023 on x86, four processors, no Docker */
  readonly machine?: Machine | undefined;

  /** Minutes after which a build is stopped, 5 to 2160 (CodeBuild API, CreateProject). */
  readonly timeoutMinutes: number;

  readonly logRetentionDays: number;
}

/** A build of CodeBuild as an action of a pipeline, in a role of its own. */
export class BuildProject extends Construct {
  public readonly project: CodebuildProject;
  public readonly role: IamRole;

  /** What a pipeline must wait for: without its permissions the first build fails. */
  public readonly dependables: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { name, timeoutMinutes, access = {} } = props;
    check(
      this,
      "name",
      name,
      /^[A-Za-z0-9][\w-]{1,63}$/.test(name),
      "2 to 64 letters, digits, hyphens and underscores",
    );
    check(
      this,
      "timeoutMinutes",
      timeoutMinutes,
      Number.isInteger(timeoutMinutes) && timeoutMinutes >= 5 && timeoutMinutes <= 2160,
      "5 to 2160",
    );
    const { policyArns = {}, statements = [], permissionsBoundaryArn } = access;
    // IAM user guide, "IAM and AWS STS quotas", for this and the length below.
    const attached = Object.keys(policyArns);
    check(this, "access.policyArns", attached, attached.length <= 10, "at most 10");

    const log = new CloudwatchLogGroup(this, "log", {
      name: `/aws/codebuild/${name}`,
      retentionInDays: props.logRetentionDays,
      kmsKeyId: props.kmsKeyArn,
    });
    const reportGroup = props.reports
      ? new CodebuildReportGroup(this, "reports", {
          name,
          type: "TEST",
          // Kept for 30 days by CodeBuild itself.
          exportConfig: { type: "NO_EXPORT" },
          deleteReports: true,
        })
      : undefined;

    this.role = new IamRole(this, "role", {
      name,
      description: props.description,
      assumeRolePolicy: trustProject(props),
      ...(permissionsBoundaryArn !== undefined && { permissionsBoundary: permissionsBoundaryArn }),
    });
    const policy = policyDocument([
      ...buildStatements(props, log.arn, reportGroup?.arn),
      ...statements,
    ]);
    check(
      this,
      "access.statements",
      statements.map(({ Sid }) => Sid),
      policy.length <= 10_240,
      `at most 10240 characters with the build's own, and they have ${policy.length}`,
    );
    this.dependables = [
      new IamRolePolicy(this, "policy", { name: "build", role: this.role.name, policy }),
      ...Object.entries(policyArns).map(
        ([key, policyArn]) =>
          new IamRolePolicyAttachment(this, `managed-${key}`, { role: this.role.name, policyArn }),
      ),
    ];

    this.project = new CodebuildProject(this, "project", {
      name,
      description: props.description,
      serviceRole: this.role.arn,
      encryptionKey: props.kmsKeyArn,
      artifacts: { type: "CODEPIPELINE" },
      source: {
        type: "CODEPIPELINE",
        // JSON is YAML. Here rather than in the repository: what a role is used for does not change
        // with a commit, the code that it runs does.
        buildspec: forShell(JSON.stringify(props.buildspec(reportGroup?.arn))),
      },
      environment: environmentOf(props.machine),
      ...cacheOf(props.machine),
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: log.name } },
      buildTimeout: timeoutMinutes,
      queuedTimeout: 60,
      dependsOn: [...this.dependables],
    });
  }
}

const trustProject = ({ name, accountId, region }: BuildProjectProps): string =>
  policyDocument([
    {
      // This project alone, not another that somebody points at the role (CodeBuild user guide,
      // "Allow CodeBuild to interact with other AWS services").
      Sid: "Project",
      Effect: "Allow",
      Principal: { Service: "codebuild.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: {
          "aws:SourceAccount": accountId,
          "aws:SourceArn": `arn:aws:codebuild:${region}:${accountId}:project/${name}`,
        },
      },
    },
  ]);

const buildStatements = (
  props: BuildProjectProps,
  logGroupArn: string,
  reportGroupArn: string | undefined,
): PolicyStatement[] => [
  {
    // Its own log; the group is there already.
    Sid: "WriteLog",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
  },
  {
    // What to check out: CodePipeline leaves a reference to the commit.
    Sid: "ReadArtifact",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:GetObjectVersion"],
    Resource: `${props.artifactBucketArn}/*`,
  },
  {
    // The same is encrypted.
    Sid: "DecryptArtifact",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:DescribeKey"],
    Resource: props.kmsKeyArn,
  },
  ...fetchRepository(props),
  ...(reportGroupArn === undefined
    ? []
    : [
        {
          // Test results, into its own group.
          Sid: "WriteReports",
          Effect: "Allow",
          Action: [
            "codebuild:CreateReport",
            "codebuild:UpdateReport",
            "codebuild:BatchPutTestCases",
          ],
          Resource: reportGroupArn,
        } as const,
      ]),
];

/** Keeps Terraform from what the shell expands, as `${NAME:-}`: references alone are its own. */
const forShell = (text: string): string => text.replaceAll(/[$%](?=\{(?!TfToken\[))/g, "$&$&");
