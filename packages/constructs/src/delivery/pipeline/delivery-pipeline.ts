import { Codepipeline, type CodepipelineStage } from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import { check } from "../../check";
import { checkedProps } from "../../checked-props";
import { EventNotification } from "../../observability/event-notification";
import type { PolicyStatement } from "../../policy-document";
import { ArtifactBucket } from "./artifact-bucket";
import { BuildProject, type Access, type Buildspec } from "./build-project";
import { applyBuildspec, planBuildspec, testBuildspec } from "./buildspecs";
import { IMAGE_STAGE, ImageStage, type ImageBuild } from "./image-stage";
import { firstWithServices, type PipelineEnvironment } from "./pipeline-environment";
import { imageOptions, pipelineOptions, type PipelineInput } from "./pipeline-options";
import { PipelineRole } from "./pipeline-role";
import { applyStage, planStage, sourceStage, stageNames, testStage } from "./stages";

export interface DeliveryPipelineProps extends PipelineInput {
  /** Name of the pipeline, and start of the names of projects and roles: at most 38 characters. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;

  readonly artifactBucket: string;

  /** Key of artifacts and logs, whose policy must let CloudWatch Logs use it. */
  readonly kmsKeyArn: string;

  /** Key of all topics. */
  readonly topicKmsKeyArn: string;

  /** Minutes for which a plan waits for a person: as long as it may be applied, 5 to 86400. */
  readonly approvalTimeoutMinutes: number;

  readonly logRetentionDays: number;

  /** Node.js of the builds, as CodeBuild names it: `24`. */
  readonly nodeVersion: string;

  /** In the order in which a change goes through them; the registry may be one of them. */
  readonly environments: readonly PipelineEnvironment[];

  /** The images that `image` names, each with its repository. @default - none */
  readonly images?: readonly ImageBuild[] | undefined;

  /** What proposing them needs. @default - nothing: nobody is told */
  readonly proposal?: Access | undefined;
}

/**
 * From a push to an apply within AWS: the code is fetched and tested; then for each environment the
 * stack is planned and, where there are changes and a person has let them pass, that plan applied.
 *
 * Runs queue up. A plan made meanwhile supersedes the one that waits for a person, whose apply then
 * refuses; the newer run comes next, and holds both changes.
 *
 * There is no rollback of stages: it would apply an old plan again, on a state that has moved on
 * (CodePipeline user guide, "Rolling back a stage": the revisions and variables of an earlier run).
 */
export class DeliveryPipeline extends Construct {
  public readonly pipeline: Codepipeline;
  public readonly bucket: ArtifactBucket;

  constructor(scope: Construct, id: string, given: DeliveryPipelineProps) {
    super(scope, id);
    const props = checkedProps(this, pipelineOptions, given);
    this.checkProps(props);
    const { name, environments } = props;
    this.bucket = new ArtifactBucket(this, "artifacts", {
      bucket: props.artifactBucket,
      kmsKeyArn: props.kmsKeyArn,
      retentionDays: Math.max(30, Math.ceil(props.approvalTimeoutMinutes / 1440) + 1),
    });

    const tests = (reportGroupArn: string | undefined) =>
      testBuildspec(props.nodeVersion, reportGroupArn);
    const test = this.project(props, "test", `Tests of ${props.repository}`, tests, {
      reports: true,
      timeoutMinutes: 60,
    });
    const image = this.images(props);
    const projects = [test, ...(image?.projects ?? [])];
    const stages: CodepipelineStage[] = [sourceStage(props), testStage(test.project.name)];
    for (const environment of environments) {
      // A new service's repository is there by then.
      if (image && environment === firstWithServices(environments)) stages.push(image.stage);
      const { plan, apply } = this.environment(props, environment);
      projects.push(plan, apply);
      stages.push(
        planStage(environment.name, plan.project.name),
        applyStage(props, environment, {
          plan: plan.project.name,
          apply: apply.project.name,
        }),
      );
    }

    const role = new PipelineRole(this, "role", {
      ...props,
      artifactBucketArn: this.bucket.bucket.arn,
      projectArns: projects.map(({ project }) => project.arn),
      topicArns: environments.flatMap(({ approval, topicArn }) => (approval ? [topicArn] : [])),
    });
    this.pipeline = new Codepipeline(this, "pipeline", {
      name,
      pipelineType: "V2",
      executionMode: "QUEUED",
      roleArn: role.role.arn,
      artifactStore: [
        {
          type: "S3",
          location: this.bucket.bucket.id,
          encryptionKey: { type: "KMS", id: props.kmsKeyArn },
        },
      ],
      stage: stages,
      dependsOn: [...this.bucket.dependables, role.policy],
    });
    this.tellOfFailures(props);
  }

  private checkProps({ name, environments, ...props }: DeliveryPipelineProps): void {
    check(
      this,
      "name",
      name,
      /^[A-Za-z0-9][\w-]{0,37}$/.test(name),
      "1 to 38 letters, digits, hyphens and underscores",
    );
    const names = environments.map((environment) => environment.name);
    check(
      this,
      "environments",
      names,
      names.length >= 1 && names.every((one) => /^[A-Za-z0-9-]{1,16}$/.test(one)),
      "one or more, with names of 1 to 16 letters, digits and hyphens",
    );
    check(this, "environments", names, new Set(names).size === names.length, "each name once");
    const { approvalTimeoutMinutes: minutes } = props;
    check(
      this,
      "approvalTimeoutMinutes",
      minutes,
      Number.isInteger(minutes) && minutes >= 5 && minutes <= 86_400,
      "5 to 86400",
    );
  }

  private environment(props: DeliveryPipelineProps, environment: PipelineEnvironment) {
    const { name, approval } = environment;
    const stack = `${name}-stack`;
    const gate = approval ? { pipeline: props.name, stage: stageNames(name).apply } : undefined;
    const askWho: PolicyStatement = {
      // Who let the plan pass, for the record. It tells nothing else than states.
      Sid: "SeeWhoApproved",
      Effect: "Allow",
      Action: "codepipeline:GetPipelineState",
      Resource: pipelineArn(props),
    };
    return {
      plan: this.project(
        props,
        `plan-${name}`,
        `Plans ${stack}`,
        () => planBuildspec(props.nodeVersion, stack),
        {
          access: environment.plan,
          timeoutMinutes: 60,
        },
      ),
      apply: this.project(
        props,
        `apply-${name}`,
        `Applies plans of ${stack}`,
        () => applyBuildspec(props.nodeVersion, gate),
        {
          access: {
            ...environment.apply,
            statements: [...(environment.apply.statements ?? []), ...(gate ? [askWho] : [])],
          },
          // A canary takes its time, and an apply that is cut off leaves a lock behind.
          timeoutMinutes: 480,
        },
      ),
    };
  }

  private project(
    props: DeliveryPipelineProps,
    id: string,
    description: string,
    buildspec: (reportGroupArn: string | undefined) => Buildspec,
    own: { access?: Access; reports?: boolean; timeoutMinutes: number },
  ): BuildProject {
    return new BuildProject(this, id, {
      ...props,
      name: `${props.name}-${id}`,
      description,
      artifactBucketArn: this.bucket.bucket.arn,
      buildspec,
      ...own,
    });
  }

  private images(props: DeliveryPipelineProps): ImageStage | undefined {
    const { image, images = [], proposal = {} } = props;
    if (image === undefined || images.length === 0) return undefined;
    return new ImageStage(this, "images", {
      ...props,
      artifactBucketArn: this.bucket.bucket.arn,
      options: imageOptions.parse(image),
      images,
      propose: proposal,
    });
  }

  /** Fetching, testing and images concern all; the stages of an environment its own people. */
  private tellOfFailures(props: DeliveryPipelineProps): void {
    const { name, environments, region } = props;
    const shared = ["Source", "Test", ...(props.image ? [IMAGE_STAGE] : [])];
    for (const topicArn of new Set(environments.map((environment) => environment.topicArn))) {
      const told = environments.filter((environment) => environment.topicArn === topicArn);
      const stages = told.flatMap((environment) => Object.values(stageNames(environment.name)));
      const id = `failed-${told[0]!.name}`;
      new EventNotification(this, id, {
        name: `${name}-${id}`,
        description: `Failed stages of the pipeline ${name}`,
        eventPattern: {
          source: ["aws.codepipeline"],
          "detail-type": ["CodePipeline Stage Execution State Change"],
          resources: [pipelineArn(props)],
          detail: { stage: [...shared, ...stages], state: ["FAILED"] },
        },
        topicArn,
        inputPaths: {
          stage: "$.detail.stage",
          execution: "$.detail.execution-id",
          time: "$.time",
        },
        message:
          `The stage <stage> of the pipeline ${name} failed at <time>. What it said: ` +
          `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${name}` +
          `/executions/<execution>/timeline?region=${region}`,
      });
    }
  }
}

const pipelineArn = ({ name, accountId, region }: DeliveryPipelineProps): string =>
  `arn:aws:codepipeline:${region}:${accountId}:${name}`;
