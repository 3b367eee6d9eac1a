import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { check } from "../../check";
import { EventNotification } from "../../observability/event-notification";
import { policyDocument } from "../../policy-document";

/** How requests move to the new tasks. */
export type TrafficRouting =
  | {
      /** All at once. */
      readonly type: "ALL_AT_ONCE";
    }
  | {
      /** A few first, and after a while the rest. */
      readonly type: "CANARY";
      /** The few, in percent: 1 to 99. */
      readonly percent: number;
      /** Minutes until the rest follow: 1 to 2880. */
      readonly intervalMinutes: number;
    }
  | {
      /** So many at a time. */
      readonly type: "LINEAR";
      /** A step, in percent: 1 to 99. */
      readonly percent: number;
      /** Minutes between two steps: 1 to 2880. */
      readonly intervalMinutes: number;
    };

export interface CodeDeployProps {
  /** Service with its prefix: up to 48 characters. */
  readonly fullName: string;
  readonly accountId: string;
  readonly region: string;

  /** The service, whose deployment controller must be CODE_DEPLOY. */
  readonly clusterName: string;
  readonly serviceName: string;

  /** Listener through which requests come. CodeDeploy changes those of its rules that name the groups. */
  readonly listenerArn: string;

  /** Listener through which the new tasks can be tried first. @default - none */
  readonly testListenerArn?: string | undefined;

  /** The two target groups between which requests move; tasks are in the first to begin with. */
  readonly targetGroupNames: readonly [string, string];

  readonly routing: TrafficRouting;

  /**
   * Minutes for which the new tasks can be tried through the test listener; then the deployment
   * stops unless somebody continued it. 0 to 2880. @default 0, at once
   */
  readonly waitMinutes?: number | undefined;

  /** Minutes for which the old tasks stay, for a quick way back: 0 to 2880. @default 10 */
  readonly bakeMinutes?: number | undefined;

  /** Alarms that stop a deployment and roll it back: at most 10. @default none */
  readonly alarmNames?: readonly string[] | undefined;

  /** Topic that is told of deployments that failed. */
  readonly topicArn: string;

  /** @default - nothing */
  readonly dependsOn?: ITerraformDependable[] | undefined;
}

/**
 * Blue/green deployments of an ECS service by CodeDeploy: application, deployment group, and the
 * configuration by which requests move. A failed or alarming deployment goes back by itself.
 */
export class CodeDeploy extends Construct {
  public readonly application: CodedeployApp;
  public readonly group: CodedeployDeploymentGroup;
  public readonly role: IamRole;

  constructor(scope: Construct, id: string, props: CodeDeployProps) {
    super(scope, id);
    this.checkProps(props);
    const { fullName, alarmNames = [], waitMinutes = 0 } = props;

    this.role = new IamRole(this, "role", {
      name: `${fullName}-codedeploy`,
      description: `Lets CodeDeploy move requests to new tasks of ${fullName}`,
      assumeRolePolicy: policyDocument([
        {
          // CodeDeploy itself; the role can only be passed to it within the account.
          Sid: "CodeDeploy",
          Effect: "Allow",
          Principal: { Service: "codedeploy.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    const policy = new IamRolePolicyAttachment(this, "policy", {
      role: this.role.name,
      // AWS's own, which it keeps in step with what CodeDeploy does: task sets, rules of listeners,
      // alarms, hooks.
      policyArn: "arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS",
    });
    this.application = new CodedeployApp(this, "application", {
      name: fullName,
      computePlatform: "ECS",
    });
    this.group = new CodedeployDeploymentGroup(this, "group", {
      appName: this.application.name,
      deploymentGroupName: props.serviceName,
      serviceRoleArn: this.role.arn,
      deploymentConfigName: this.configurationName(props),
      // The only style there is for ECS.
      deploymentStyle: {
        deploymentType: "BLUE_GREEN",
        deploymentOption: "WITH_TRAFFIC_CONTROL",
      },
      ecsService: { clusterName: props.clusterName, serviceName: props.serviceName },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          prodTrafficRoute: { listenerArns: [props.listenerArn] },
          ...(props.testListenerArn !== undefined && {
            testTrafficRoute: { listenerArns: [props.testListenerArn] },
          }),
          targetGroup: props.targetGroupNames.map((name) => ({ name })),
        },
      },
      blueGreenDeploymentConfig: {
        deploymentReadyOption:
          waitMinutes === 0
            ? { actionOnTimeout: "CONTINUE_DEPLOYMENT" }
            : { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: waitMinutes },
        terminateBlueInstancesOnDeploymentSuccess: {
          action: "TERMINATE",
          terminationWaitTimeInMinutes: props.bakeMinutes ?? 10,
        },
      },
      autoRollbackConfiguration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
      // Written when there are none, too: left out, the provider keeps what there was.
      alarmConfiguration: { enabled: alarmNames.length > 0, alarms: [...alarmNames] },
      dependsOn: [policy, ...(props.dependsOn ?? [])],
    });
    this.tellOfFailures(props);
  }

  /** One that AWS has ready, or one of our own. */
  private configurationName({ fullName, routing }: CodeDeployProps): string {
    const { type } = routing;
    if (type === "ALL_AT_ONCE") return "CodeDeployDefault.ECSAllAtOnce";
    const { percent: percentage, intervalMinutes: interval } = routing;
    const every = type === "CANARY" ? `${interval}Minutes` : `Every${interval}Minutes`;
    const ready = `CodeDeployDefault.ECS${type === "CANARY" ? "Canary" : "Linear"}${percentage}Percent${every}`;
    if (READY.has(ready)) return ready;
    return new CodedeployDeploymentConfig(this, "configuration", {
      // It cannot be changed, only replaced: the name tells one from its successor.
      deploymentConfigName: `${fullName}-${type.toLowerCase()}-${percentage}-${interval}`,
      computePlatform: "ECS",
      trafficRoutingConfig:
        type === "CANARY"
          ? { type: "TimeBasedCanary", timeBasedCanary: { percentage, interval } }
          : { type: "TimeBasedLinear", timeBasedLinear: { percentage, interval } },
      // One that a group uses cannot be deleted.
      lifecycle: { createBeforeDestroy: true },
    }).deploymentConfigName;
  }

  private tellOfFailures({ fullName, region, topicArn }: CodeDeployProps): void {
    new EventNotification(this, "failed", {
      name: `${fullName}-codedeploy`,
      description: `Failed deployments of ${fullName} by CodeDeploy`,
      eventPattern: {
        source: ["aws.codedeploy"],
        "detail-type": ["CodeDeploy Deployment State-change Notification"],
        detail: { application: [fullName], state: ["FAILURE", "STOP"] },
      },
      topicArn,
      inputPaths: {
        deployment: "$.detail.deploymentId",
        state: "$.detail.state",
        time: "$.time",
      },
      message:
        `The deployment <deployment> of ${fullName} by CodeDeploy ended with <state> at <time>; ` +
        "requests go back to the version before. Why: " +
        `https://${region}.console.aws.amazon.com/codesuite/codedeploy/deployments/<deployment>`,
    });
  }

  private checkProps(props: CodeDeployProps): void {
    const { fullName, routing, alarmNames = [], waitMinutes = 0, bakeMinutes = 10 } = props;
    const within = (prop: string, got: number, min: number, max: number) =>
      check(this, prop, got, Number.isInteger(got) && got >= min && got <= max, `${min} to ${max}`);
    check(
      this,
      "fullName",
      fullName,
      /^[a-z0-9][a-z0-9-]{0,47}$/.test(fullName),
      "1 to 48 lower-case letters, digits and hyphens",
    );
    if (routing.type !== "ALL_AT_ONCE") {
      within("routing.percent", routing.percent, 1, 99);
      within("routing.intervalMinutes", routing.intervalMinutes, 1, 2880);
    }
    within("waitMinutes", waitMinutes, 0, 2880);
    within("bakeMinutes", bakeMinutes, 0, 2880);
    check(
      this,
      "waitMinutes",
      waitMinutes,
      waitMinutes === 0 || props.testListenerArn !== undefined,
      "0, as without a test listener nobody can try the new tasks",
    );
    // CodeDeploy API, AlarmConfiguration.
    check(this, "alarmNames", alarmNames, alarmNames.length <= 10, "at most 10");
  }
}

/** CodeDeploy user guide, "Predefined deployment configurations for an Amazon ECS compute platform". */
const READY: ReadonlySet<string> = new Set([
  "CodeDeployDefault.ECSCanary10Percent5Minutes",
  "CodeDeployDefault.ECSCanary10Percent15Minutes",
  "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
  "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
]);
