import type { PolicyStatement } from "../../policy-document";
import { arnOf, tagged, type ManagedEnvironment } from "./managed-environment";

/** To make, change and delete a cluster with its services, and the load balancer before them. */
export const serviceStatements = (environment: ManagedEnvironment): PolicyStatement[] => [
  ...clusterStatements(environment),
  ...scalingStatements(environment),
  ...loadBalancerStatements(environment),
  ...entryStatements(environment),
];

function clusterStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  return [
    {
      Sid: "KeepCluster",
      Effect: "Allow",
      Action: [
        "ecs:CreateCapacityProvider",
        "ecs:CreateCluster",
        "ecs:CreateService",
        "ecs:DeleteCapacityProvider",
        "ecs:DeleteCluster",
        "ecs:DeleteService",
        "ecs:PutClusterCapacityProviders",
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
      // Not all of these can be held to a task definition. What runs it is a service, and its
      // roles must be passed.
      Sid: "KeepTaskDefinitions",
      Effect: "Allow",
      Action: ["ecs:RegisterTaskDefinition", "ecs:DeregisterTaskDefinition"],
      Resource: "*",
    },
  ];
}

function scalingStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
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
      Resource: arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/ec2-${prefix}-*`),
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
      // Alarms that come with a policy which tracks a target.
      Sid: "KeepScalingAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
      Resource: arn("cloudwatch", `alarm:TargetTracking-service/${prefix}/*`),
    },
  ];
}

function loadBalancerStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  const elb = (actions: readonly string[]) =>
    actions.map((action) => `elasticloadbalancing:${action}`);
  const targetGroups = arn("elasticloadbalancing", "targetgroup/*");
  return [
    {
      Sid: "KeepLoadBalancer",
      Effect: "Allow",
      Action: elb([
        "AddListenerCertificates",
        "AddTags",
        "CreateListener",
        "CreateLoadBalancer",
        "CreateRule",
        "DeleteListener",
        "DeleteLoadBalancer",
        "DeleteRule",
        "ModifyListener",
        "ModifyListenerAttributes",
        "ModifyLoadBalancerAttributes",
        "ModifyRule",
        "RemoveListenerCertificates",
        "RemoveTags",
        "SetIpAddressType",
        "SetRulePriorities",
        "SetSecurityGroups",
        "SetSubnets",
        "SetWebACL",
      ]),
      Resource: ["loadbalancer", "listener", "listener-rule"].map((type) =>
        arn("elasticloadbalancing", `${type}/app/${prefix}/*`),
      ),
    },
    {
      // Their names come from those of the services, as 32 characters do not take more.
      Sid: "MakeTargetGroups",
      Effect: "Allow",
      Action: elb(["CreateTargetGroup"]),
      Resource: targetGroups,
    },
    {
      Sid: "TagTargetGroups",
      Effect: "Allow",
      Action: elb(["AddTags"]),
      Resource: targetGroups,
      Condition: {
        StringEquals: { "elasticloadbalancing:CreateAction": "CreateTargetGroup" },
      },
    },
    {
      Sid: "KeepTargetGroups",
      Effect: "Allow",
      Action: elb([
        "AddTags",
        "DeleteTargetGroup",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "RemoveTags",
      ]),
      Resource: targetGroups,
      Condition: tagged(environment),
    },
  ];
}

/** Names, certificates and the firewall. */
function entryStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  return [
    {
      // Records of the load balancer and of certificates, no mail and no delegation. Names of other
      // environments are closed by the boundary.
      Sid: "KeepRecords",
      Effect: "Allow",
      Action: "route53:ChangeResourceRecordSets",
      Resource: "arn:aws:route53:::hostedzone/*",
      Condition: {
        "ForAllValues:StringEquals": {
          "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME"],
        },
      },
    },
    {
      // There is no certificate yet that could be named.
      Sid: "RequestCertificates",
      Effect: "Allow",
      Action: ["acm:AddTagsToCertificate", "acm:RequestCertificate"],
      Resource: "*",
    },
    {
      Sid: "KeepCertificates",
      Effect: "Allow",
      Action: ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
      Resource: arn("acm", "certificate/*"),
      Condition: tagged(environment),
    },
    {
      Sid: "KeepFirewall",
      Effect: "Allow",
      Action: [
        "wafv2:CreateWebACL",
        "wafv2:DeleteWebACL",
        "wafv2:TagResource",
        "wafv2:UntagResource",
        "wafv2:UpdateWebACL",
      ],
      // Rules of AWS are named as resources of the request that takes them up.
      Resource: [
        arn("wafv2", `regional/webacl/${prefix}/*`),
        arn("wafv2", "regional/managedruleset/*/*"),
      ],
    },
    {
      // The load balancer's firewall may be one that others keep.
      Sid: "PutUnderFirewall",
      Effect: "Allow",
      Action: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"],
      Resource: [
        arn("wafv2", "regional/webacl/*/*"),
        arn("elasticloadbalancing", `loadbalancer/app/${prefix}/*`),
      ],
    },
  ];
}
