import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { check } from "../../check";
import { EventNotification } from "../../observability/event-notification";
import { policyDocument } from "../../policy-document";
import { appSpec, type AppSpecProps } from "./app-spec";
import { triesNewTasks, type CodeDeployDeployment } from "./code-deploy-options";
import { configurationName, routingMinutes } from "./traffic-routing";

export interface CodeDeployProps {
  /** Service with its prefix: up to 53 characters, as a role's name takes 64. */
  readonly fullName: string;
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

  readonly deployment: CodeDeployDeployment;

  /**
   * Alarms that stop a deployment and roll it back: at most 10 (CodeDeploy API, AlarmConfiguration).
   * @default - none
   */
  readonly alarmNames?: readonly string[] | undefined;

  /** Topic that is told of deployments that failed. @default - nobody is */
  readonly topicArn?: string | undefined;
}

/** What it takes to start a deployment of a service, and to know how long it takes. */
export interface HandOver {
  readonly application: string;
  readonly deploymentGroup: string;
  readonly clusterName: string;
  readonly serviceName: string;

  /** For which it only waits: requests that move in steps, tests, old tasks that stay. */
  readonly waitsMinutes: number;
  readonly appSpec: ReturnType<typeof appSpec>;
}

/**
 * Blue/green deployments of an ECS service by CodeDeploy: application, deployment group, and the
 * configuration by which requests move. A failed or alarming deployment goes back by itself.
 */
export class CodeDeploy extends Construct {
  public readonly application: CodedeployApp;
  public readonly group: CodedeployDeploymentGroup;
  public readonly role: IamRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CodeDeployProps,
  ) {
    super(scope, id);
    this.checkProps(props);
    const { fullName, alarmNames = [], deployment } = props;
    const { waitMinutes, bakeMinutes } = deployment;

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
      deploymentConfigName: configurationName(this, fullName, deployment.routing),
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
          terminationWaitTimeInMinutes: bakeMinutes,
        },
      },
      autoRollbackConfiguration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
      // Written when there are none, too: left out, the provider keeps what there was.
      alarmConfiguration: { enabled: alarmNames.length > 0, alarms: [...alarmNames] },
      dependsOn: [policy],
    });
    if (props.topicArn !== undefined) this.tellOfFailures(props, props.topicArn);
  }

  /** @param spec of the new tasks; the hooks are known */
  public handOver(spec: Omit<AppSpecProps, "hooks">): HandOver {
    const { clusterName, serviceName, deployment } = this.props;
    const { routing, hooks, waitMinutes, bakeMinutes } = deployment;
    return {
      application: this.application.name,
      deploymentGroup: this.group.deploymentGroupName,
      clusterName,
      serviceName,
      waitsMinutes: routingMinutes(routing) + waitMinutes + bakeMinutes,
      appSpec: appSpec({ ...spec, hooks }),
    };
  }

  private tellOfFailures({ fullName, region }: CodeDeployProps, topicArn: string): void {
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

  private checkProps({
    fullName,
    deployment,
    alarmNames = [],
    testListenerArn,
  }: CodeDeployProps): void {
    check(
      this,
      "fullName",
      fullName,
      /^[a-z0-9][a-z0-9-]{0,52}$/.test(fullName),
      "1 to 53 lower-case letters, digits and hyphens",
    );
    check(
      this,
      "testListenerArn",
      testListenerArn,
      !triesNewTasks(deployment) || testListenerArn !== undefined,
      "a test listener, through which new tasks are tried",
    );
    check(this, "alarmNames", alarmNames, alarmNames.length <= 10, "at most 10");
  }
}
