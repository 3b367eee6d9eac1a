import { Codepipeline, type CodepipelineStage } from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import { checkedProps } from "../../checked-props";
import { ApplicationPipelines } from "./application-pipelines";
import { ArtifactBucket } from "./artifact-bucket";
import { BuildProject, type Access, type Buildspec } from "./build-project";
import { applyBuildspec, planBuildspec, planSetBuildspec } from "./buildspecs";
import { loadTestBuildspec, testBuildspec } from "./test-buildspecs";
import { checkPipeline } from "./check-pipeline";
import { ImageStage } from "./image-stage";
import { IN_SHELL, isLayered, isSet, roundsOf, roundVariables } from "./pipeline-rounds";
import {
  firstWithServices,
  type DeliveryPipelineProps,
  type PipelineEnvironment,
} from "./pipeline-props";
import { imageOptions, pipelineOptions } from "./pipeline-options";
import { Messenger } from "./messenger";
import { PipelineRole } from "./pipeline-role";
import { pipelineArn, variablesOf } from "./pipeline-start";
import { queued } from "./queued-pipeline";
import { PUSHED_VARIABLES, PushedImages } from "./pushed-images";
import { applyStage, loadTestStage, planStage, sourceStage, stageNames, testStage } from "./stages";

export type { DeliveryPipelineProps };

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
    checkPipeline(this, props);
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
    // Those of which no plan has told yet that they came through.
    let untold = stages;
    for (const environment of environments) {
      // A new service's repository is there by then.
      if (image && environment === firstWithServices(environments)) {
        stages.push(image.stage);
        untold = [...untold, image.stage];
      }
      const before = untold.map((stage) => stage.name);
      const { plan, apply, loadTest } = this.environment(props, environment, before);
      projects.push(plan, apply, ...(loadTest ? [loadTest] : []));
      const names = { plan: plan.project.name, apply: apply.project.name };
      const rounds = roundsOf(environment.name, props.places?.[environment.name]);
      for (const round of rounds) {
        const own = stageNames(round.name);
        const told = [...untold.map((stage) => stage.name), own.plan];
        untold = [];
        stages.push(
          planStage(round.name, names.plan, roundVariables(round, told)),
          applyStage(
            props,
            { ...environment, name: round.name },
            names,
            isSet(rounds) ? round.places : [],
            roundVariables(round, [own.apply]),
          ),
        );
      }
      if (loadTest) stages.push(loadTestStage(environment.name, loadTest.project.name));
    }

    const role = new PipelineRole(this, "role", {
      ...props,
      artifactBucketArn: this.bucket.bucket.arn,
      projectArns: projects.map(({ project }) => project.arn),
      topicArns: environments.flatMap(({ approval, topicArn }) => (approval ? [topicArn] : [])),
    });
    this.pipeline = new Codepipeline(this, "pipeline", {
      ...queued({ name, bucket: this.bucket, kmsKeyArn: props.kmsKeyArn, role }),
      ...(takesPushed(props) && {
        variable: variablesOf(Object.values(PUSHED_VARIABLES), "An image that others pushed"),
      }),
      stage: stages,
    });
    this.events(props);
    if (props.applicationPipelines?.length) {
      new ApplicationPipelines(this, "applications", { ...props, bucket: this.bucket });
    }
  }

  /** What starts it besides a push to the branch, and what its failures start. */
  private events(props: DeliveryPipelineProps): void {
    const { pushedImages, pushedRepositories: repositories, environments } = props;
    const own = { ...props, pipelineArn: pipelineArn(props) };
    if (pushedImages && repositories) {
      new PushedImages(this, "pushed", { ...own, ...pushedImages, repositories });
    }
    new Messenger(this, "messenger", {
      ...own,
      branch: props.branch ?? "main",
      bucket: this.bucket,
      access: props.messenger ?? {},
      topicArns: [...new Set(environments.map(({ topicArn }) => topicArn))],
    });
  }

  /** @param before stages of which its plan tells that they came through */
  private environment(
    props: DeliveryPipelineProps,
    environment: PipelineEnvironment,
    before: readonly string[],
  ) {
    const { name: pipeline, nodeVersion } = props;
    const { name, approval, testsDeployments = false, loadTest } = environment;
    const rounds = roundsOf(name, props.places?.[name]);
    const [set, layered] = [isSet(rounds), isLayered(rounds)];
    const count = Math.max(...rounds.map(({ places }) => places.length));
    const of = layered ? `the layers of ${name}` : `${name}-stack`;
    const stack = layered ? IN_SHELL.stack : `${name}-stack`;
    const stages = stageNames(name);
    const withStages = (access: Access, more: readonly string[] = []): Access => ({
      ...access,
      statements: [
        ...(access.statements ?? []),
        {
          // How stages have ended, to tell that they go well again, and for the record who let a
          // plan pass.
          Sid: "SeeStages",
          Effect: "Allow",
          Action: ["codepipeline:ListActionExecutions", ...more],
          Resource: pipelineArn(props),
        },
      ],
    });
    const planned = { pipeline, stages: layered ? [IN_SHELL.stages] : [...before, stages.plan] };
    const applied = { pipeline, stages: [layered ? IN_SHELL.stages : stages.apply] };
    const tested = { pipeline, stages: [stages.loadTest] };
    return {
      plan: this.project(
        props,
        `plan-${name}`,
        `Plans ${of}`,
        () =>
          set
            ? planSetBuildspec(
                nodeVersion,
                layered ? `${name} --layer ${IN_SHELL.layer}` : name,
                count,
                planned,
              )
            : planBuildspec(nodeVersion, stack, planned),
        // Several places are planned two at a time.
        { access: withStages(environment.plan), timeoutMinutes: set ? 480 : 60 },
      ),
      apply: this.project(
        props,
        `apply-${name}`,
        `Applies plans of ${of}`,
        () =>
          applyBuildspec(nodeVersion, applied, {
            environment: name,
            approval,
            testsDeployments,
            placed: set,
          }),
        {
          access: withStages(environment.apply, approval ? ["codepipeline:GetPipelineState"] : []),
          // A canary takes its time, and an apply that is cut off leaves a lock behind.
          timeoutMinutes: 480,
        },
      ),
      loadTest:
        loadTest &&
        this.project(
          props,
          `load-${name}`,
          `Load-tests services of ${name}`,
          (reports) => loadTestBuildspec(nodeVersion, name, tested, reports),
          { access: withStages(loadTest), reports: true, timeoutMinutes: 240 },
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
    if (images.length === 0 && !takesPushed(props)) return undefined;
    return new ImageStage(this, "images", {
      ...props,
      artifactBucketArn: this.bucket.bucket.arn,
      options: image && imageOptions.parse(image),
      images,
      proposesPushed: takesPushed(props),
      propose: proposal,
    });
  }
}

/** Whether others push images that it proposes. */
const takesPushed = ({ pushedRepositories, applicationPipelines = [] }: DeliveryPipelineProps) =>
  pushedRepositories !== undefined || applicationPipelines.length > 0;
