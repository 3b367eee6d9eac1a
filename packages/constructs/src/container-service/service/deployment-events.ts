import { Construct } from "constructs";
import { EventNotification } from "../../observability/event-notification";

export interface DeploymentEventsProps {
  /** Name of the cluster, at most 46 characters, as it starts the name of a rule of up to 64. */
  readonly name: string;

  readonly accountId: string;
  readonly region: string;

  /** Topic that is told. */
  readonly topicArn: string;
}

/**
 * Tells people of each failed deployment in a cluster. ECS reports one when its circuit breaker or an
 * alarm ends it, whoever started it (ECS developer guide, "Amazon ECS service deployment state change
 * events").
 */
export class DeploymentEvents extends Construct {
  constructor(scope: Construct, id: string, props: DeploymentEventsProps) {
    super(scope, id);
    const { name, accountId, region, topicArn } = props;
    new EventNotification(this, "failed", {
      name: `${name}-deployment-failed`,
      description: `Failed deployments of services in the ECS cluster ${name}`,
      eventPattern: {
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        // The only place where the event names its cluster: in the ARN of the service.
        resources: [{ prefix: `arn:aws:ecs:${region}:${accountId}:service/${name}/` }],
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      },
      topicArn,
      inputPaths: {
        service: "$.resources[0]",
        deployment: "$.detail.deploymentId",
        reason: "$.detail.reason",
        time: "$.time",
      },
      message:
        "The ECS deployment <deployment> of <service> failed at <time>: <reason>. " +
        "Where rollback is on, ECS goes back to the last version that worked. " +
        "Look first at the service's events, then at its stopped tasks and its logs.",
    });
  }
}
