import { Construct } from "constructs";
import { ApplicationPipeline } from "./application-pipeline";
import type { ArtifactBucket } from "./artifact-bucket";
import { BUILT_TAG_PREFIX } from "./image-buildspec";
import { applicationOptions } from "./pipeline-options";
import type { DeliveryPipelineProps } from "./pipeline-props";
import { pipelineArn } from "./pipeline-start";
import { PushedImages } from "./pushed-images";

export interface ApplicationPipelinesProps extends DeliveryPipelineProps {
  readonly bucket: ArtifactBucket;
}

/** Pipelines of applications, each with a repository of its own, whose new images start the one that delivers. */
export class ApplicationPipelines extends Construct {
  constructor(scope: Construct, id: string, props: ApplicationPipelinesProps) {
    super(scope, id);
    const { applications = {}, applicationPipelines = [], environments } = props;
    new PushedImages(this, "built", {
      ...props,
      pipelineArn: pipelineArn(props),
      repositories: applicationPipelines.flatMap(({ repositories }) => repositories),
      tagPrefix: BUILT_TAG_PREFIX,
      ruleName: "built",
    });
    // A scope of their own: an application may be called "built".
    const each = new Construct(this, "each");
    for (const { application, toldTo, name, images } of applicationPipelines) {
      const {
        repository,
        branch,
        connectionArn = props.connectionArn,
        ...options
      } = applicationOptions.parse(applications[application]);
      const topicArns = environments
        .filter((environment) => toldTo.includes(environment.name))
        .map(({ topicArn }) => topicArn);
      new ApplicationPipeline(each, application, {
        name,
        accountId: props.accountId,
        region: props.region,
        kmsKeyArn: props.kmsKeyArn,
        logRetentionDays: props.logRetentionDays,
        bucket: props.bucket,
        dependsOn: props.dependsOn,
        repository,
        branch,
        connectionArn,
        options,
        images,
        topicArns: [...new Set(topicArns)],
      });
    }
  }
}
