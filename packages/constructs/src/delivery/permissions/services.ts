import type { PolicyStatement } from "../../policy-document";
import { arnOf, setsOff, tagged, tagging, type ManagedEnvironment } from "./managed-environment";

/** To make, change and delete a cluster with its services. */
export const serviceStatements = (environment: ManagedEnvironment): PolicyStatement[] => [
  ...clusterStatements(environment),
  ...namespaceStatements(environment),
  ...queueStatements(environment),
  ...codeDeployStatements(environment),
  ...scalingStatements(environment),
];

function clusterStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  return [
    {
      Sid: "KeepCluster",
      Effect: "Allow",
      Action: [
        "ecs:ContinueServiceDeployment",
        "ecs:CreateCapacityProvider",
        "ecs:CreateCluster",
        "ecs:CreateService",
        "ecs:DeleteCapacityProvider",
        "ecs:DeleteCluster",
        "ecs:DeleteService",
        "ecs:PutClusterCapacityProviders",
        "ecs:RegisterTaskDefinition",
        "ecs:StopServiceDeployment",
        "ecs:TagResource",
        "ecs:UntagResource",
        "ecs:UpdateCapacityProvider",
        "ecs:UpdateCluster",
        "ecs:UpdateClusterSettings",
        "ecs:UpdateService",
      ],
      Resource: [
        arn("ecs", `capacity-provider/ec2-${prefix}`),
        arn("ecs", `cluster/${prefix}`),
        arn("ecs", `service/${prefix}/*`),
        arn("ecs", `service-deployment/${prefix}/*`),
        arn("ecs", `task-definition/${prefix}-*`),
      ],
    },
    {
      // IAM knows no resource for it. Tasks and services of a revision that is gone go on.
      Sid: "ForgetTaskDefinitions",
      Effect: "Allow",
      Action: "ecs:DeregisterTaskDefinition",
      Resource: "*",
    },
  ];
}

/**
 * To keep the namespace in which services find each other. What ECS writes into it, it writes in a
 * role of its own (ECS developer guide, "Service-linked role").
 */
function namespaceStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const namespaces = arnOf(environment)("servicediscovery", "namespace/*");
  return [
    {
      Sid: "MakeNamespace",
      Effect: "Allow",
      Action: ["servicediscovery:CreateHttpNamespace", "servicediscovery:TagResource"],
      Resource: "*",
      Condition: tagging(environment),
    },
    {
      Sid: "KeepNamespace",
      Effect: "Allow",
      Action: [
        "servicediscovery:DeleteNamespace",
        "servicediscovery:TagResource",
        "servicediscovery:UntagResource",
        "servicediscovery:UpdateHttpNamespace",
      ],
      Resource: namespaces,
      Condition: tagged(environment),
    },
  ];
}

/** To keep the queues of services; not what lies in them. */
const queueStatements = (environment: ManagedEnvironment): PolicyStatement[] => [
  {
    Sid: "KeepQueues",
    Effect: "Allow",
    Action: [
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ],
    Resource: arnOf(environment)("sqs", `${environment.prefix}-*`),
  },
];

/** To keep what CodeDeploy deploys by, and to hand deployments over to it. */
function codeDeployStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  const own = (type: string, name: string) => arn("codedeploy", `${type}:${name}`);
  return [
    {
      Sid: "KeepCodeDeploy",
      Effect: "Allow",
      Action: [
        "codedeploy:ContinueDeployment",
        "codedeploy:CreateApplication",
        "codedeploy:CreateDeployment",
        "codedeploy:CreateDeploymentConfig",
        "codedeploy:CreateDeploymentGroup",
        "codedeploy:DeleteApplication",
        "codedeploy:DeleteDeploymentConfig",
        "codedeploy:DeleteDeploymentGroup",
        "codedeploy:GetDeployment",
        "codedeploy:GetDeploymentTarget",
        "codedeploy:ListDeployments",
        "codedeploy:RegisterApplicationRevision",
        "codedeploy:StopDeployment",
        "codedeploy:TagResource",
        "codedeploy:UntagResource",
        "codedeploy:UpdateApplication",
        "codedeploy:UpdateDeploymentGroup",
      ],
      Resource: [
        own("application", `${prefix}-*`),
        own("deploymentgroup", `${prefix}-*/*`),
        own("deploymentconfig", `${prefix}-*`),
      ],
    },
  ];
}

function scalingStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  const groups = arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/ec2-${prefix}-*`);
  return [
    {
      Sid: "KeepInstances",
      Effect: "Allow",
      Action: [
        "autoscaling:CancelInstanceRefresh",
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteAutoScalingGroup",
        "autoscaling:DeleteTags",
        "autoscaling:DisableMetricsCollection",
        "autoscaling:EnableMetricsCollection",
        "autoscaling:ResumeProcesses",
        "autoscaling:SetInstanceProtection",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:SuspendProcesses",
        "autoscaling:TerminateInstanceInAutoScalingGroup",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      Resource: groups,
    },
    {
      // AWS holds what a launch template says against what the caller may pass and start, but only
      // for a version that has a number: of "$Latest" it would not look at those to come, which start
      // with whatever role they name
      // (https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html).
      Sid: "DenyVersionsToCome",
      Effect: "Deny",
      Action: STARTS,
      Resource: groups,
      Condition: { Bool: { "autoscaling:LaunchTemplateVersionSpecified": "false" } },
    },
    {
      // Those of others, with the roles that they name.
      Sid: "DenyLaunchConfigurations",
      Effect: "Deny",
      Action: STARTS,
      Resource: groups,
      Condition: { Null: { "autoscaling:LaunchConfigurationName": "false" } },
    },
    {
      // A target's ARN has an id that AWS makes up. It scales what its caller may update, which is
      // the services above.
      Sid: "KeepScaling",
      Effect: "Allow",
      Action: [
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeleteScheduledAction",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:PutScheduledAction",
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:TagResource",
        "application-autoscaling:UntagResource",
      ],
      Resource: arn("application-autoscaling", "scalable-target/*"),
    },
    {
      // Alarms that come with a policy which tracks a target, and set off that policy alone.
      Sid: "KeepScalingAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
      Resource: arn("cloudwatch", `alarm:TargetTracking-service/${prefix}/*`),
      Condition: setsOff(arn("autoscaling", `scalingPolicy:*:resource/ecs/service/${prefix}/*`)),
    },
  ];
}

/** What says with what the instances of a group start. */
const STARTS = ["autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"];
