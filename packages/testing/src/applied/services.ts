import type { Applied } from "./applied";

export const SERVICES: Readonly<Record<string, Applied>> = {
  aws_acm_certificate: {
    making: [
      ["acm", "RequestCertificate", "*"],
      ["acm", "AddTagsToCertificate", "certificate/1"],
    ],
    keeping: [
      ["acm", "DescribeCertificate ListTagsForCertificate DeleteCertificate", "certificate/1"],
    ],
  },
  aws_acm_certificate_validation: { keeping: [["acm", "DescribeCertificate", "certificate/1"]] },
  aws_appautoscaling_policy: {
    keeping: [
      ["application-autoscaling", "PutScalingPolicy DeleteScalingPolicy", "scalable-target/1"],
      ["application-autoscaling", "DescribeScalingPolicies", "*"],
      [
        "cloudwatch",
        "PutMetricAlarm DeleteAlarms",
        "alarm:TargetTracking-service/acme-dev/web-AlarmHigh-1",
      ],
    ],
  },
  aws_appautoscaling_scheduled_action: {
    keeping: [
      ["application-autoscaling", "PutScheduledAction DeleteScheduledAction", "scalable-target/1"],
    ],
  },
  aws_appautoscaling_target: {
    making: [
      ["application-autoscaling", "RegisterScalableTarget TagResource", "scalable-target/1"],
    ],
    keeping: [
      [
        "application-autoscaling",
        "DeregisterScalableTarget ListTagsForResource",
        "scalable-target/1",
      ],
    ],
  },
  aws_autoscaling_group: {
    making: [
      [
        "autoscaling",
        "CreateAutoScalingGroup CreateOrUpdateTags",
        "autoScalingGroup:1:autoScalingGroupName/ec2-acme-dev-1",
      ],
      ["ec2", "RunInstances", "instance/*"],
    ],
    keeping: [
      [
        "autoscaling",
        "UpdateAutoScalingGroup DeleteAutoScalingGroup StartInstanceRefresh CancelInstanceRefresh SetInstanceProtection",
        "autoScalingGroup:1:autoScalingGroupName/ec2-acme-dev-1",
      ],
      ["autoscaling", "DescribeAutoScalingGroups DescribeInstanceRefreshes", "*"],
    ],
  },
  aws_ecs_capacity_provider: {
    making: [["ecs", "CreateCapacityProvider TagResource", "capacity-provider/ec2-acme-dev"]],
    keeping: [
      ["ecs", "UpdateCapacityProvider DeleteCapacityProvider", "capacity-provider/ec2-acme-dev"],
    ],
  },
  aws_ecs_cluster: {
    making: [["ecs", "CreateCluster TagResource", "cluster/acme-dev"]],
    keeping: [["ecs", "UpdateCluster DeleteCluster DescribeClusters", "cluster/acme-dev"]],
  },
  aws_ecs_cluster_capacity_providers: {
    keeping: [["ecs", "PutClusterCapacityProviders", "cluster/acme-dev"]],
  },
  aws_codedeploy_app: {
    making: [["codedeploy", "CreateApplication TagResource", "application:acme-dev-web"]],
    keeping: [
      [
        "codedeploy",
        "UpdateApplication DeleteApplication GetApplication ListTagsForResource UntagResource",
        "application:acme-dev-web",
      ],
    ],
  },
  aws_codedeploy_deployment_config: {
    making: [["codedeploy", "CreateDeploymentConfig", "deploymentconfig:acme-dev-web-canary-20-5"]],
    keeping: [
      [
        "codedeploy",
        "DeleteDeploymentConfig GetDeploymentConfig",
        "deploymentconfig:acme-dev-web-canary-20-5",
      ],
    ],
  },
  aws_codedeploy_deployment_group: {
    making: [
      ["codedeploy", "CreateDeploymentGroup TagResource", "deploymentgroup:acme-dev-web/web"],
      ["iam", "PassRole:codedeploy.amazonaws.com", "role/acme-dev-web-codedeploy"],
    ],
    keeping: [
      [
        "codedeploy",
        "UpdateDeploymentGroup DeleteDeploymentGroup GetDeploymentGroup UntagResource",
        "deploymentgroup:acme-dev-web/web",
      ],
      // What comes after the apply.
      [
        "codedeploy",
        "CreateDeployment GetDeployment ListDeployments StopDeployment",
        "deploymentgroup:acme-dev-web/web",
      ],
      ["codedeploy", "RegisterApplicationRevision", "application:acme-dev-web"],
      ["codedeploy", "GetDeploymentConfig", "deploymentconfig:CodeDeployDefault.ECSAllAtOnce"],
    ],
  },
  aws_ecs_service: {
    making: [["ecs", "CreateService TagResource", "service/acme-dev/web"]],
    keeping: [
      ["ecs", "UpdateService DeleteService DescribeServices UntagResource", "service/acme-dev/web"],
    ],
  },
  aws_ecs_task_definition: {
    making: [
      ["ecs", "RegisterTaskDefinition TagResource", "task-definition/acme-dev-web:1"],
      ["iam", "PassRole:ecs-tasks.amazonaws.com", "role/acme-dev-web-task"],
    ],
    keeping: [
      ["ecs", "DeregisterTaskDefinition DescribeTaskDefinition", "task-definition/acme-dev-web:1"],
    ],
  },
  aws_lb: {
    making: [["elasticloadbalancing", "CreateLoadBalancer AddTags", "loadbalancer/app/acme-dev/1"]],
    keeping: [
      [
        "elasticloadbalancing",
        "ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets DeleteLoadBalancer",
        "loadbalancer/app/acme-dev/1",
      ],
    ],
  },
  aws_lb_listener: {
    making: [
      ["elasticloadbalancing", "CreateListener", "loadbalancer/app/acme-dev/1"],
      ["elasticloadbalancing", "AddTags", "listener/app/acme-dev/1/2"],
    ],
    keeping: [
      ["elasticloadbalancing", "ModifyListener DeleteListener", "listener/app/acme-dev/1/2"],
    ],
  },
  aws_lb_listener_certificate: {
    keeping: [
      [
        "elasticloadbalancing",
        "AddListenerCertificates RemoveListenerCertificates",
        "listener/app/acme-dev/1/2",
      ],
    ],
  },
  aws_lb_listener_rule: {
    making: [
      ["elasticloadbalancing", "CreateRule", "listener/app/acme-dev/1/2"],
      ["elasticloadbalancing", "AddTags", "listener-rule/app/acme-dev/1/2/3"],
    ],
    keeping: [
      ["elasticloadbalancing", "ModifyRule DeleteRule", "listener-rule/app/acme-dev/1/2/3"],
    ],
  },
  aws_lb_target_group: {
    making: [
      ["elasticloadbalancing", "CreateTargetGroup AddTags:CreateTargetGroup", "targetgroup/web-/1"],
    ],
    keeping: [
      [
        "elasticloadbalancing",
        "ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup DescribeTargetGroups",
        "targetgroup/web-/1",
      ],
    ],
  },
  aws_route53_record: {
    keeping: [
      ["route53", "ChangeResourceRecordSets ListResourceRecordSets", "hostedzone/Z1"],
      ["route53", "GetChange", "change/C1"],
    ],
  },
  aws_route53_health_check: {
    making: [["route53", "CreateHealthCheck", "healthcheck/*"]],
    keeping: [
      [
        "route53",
        "ChangeTagsForResource DeleteHealthCheck GetHealthCheck ListTagsForResource UpdateHealthCheck",
        "healthcheck/h1",
      ],
    ],
  },
  aws_wafv2_web_acl: {
    making: [
      ["wafv2", "CreateWebACL TagResource", "regional/webacl/acme-dev/1"],
      ["wafv2", "CreateWebACL", "regional/managedruleset/AWS/x"],
    ],
    keeping: [
      [
        "wafv2",
        "UpdateWebACL DeleteWebACL GetWebACL ListTagsForResource",
        "regional/webacl/acme-dev/1",
      ],
    ],
  },
  aws_wafv2_web_acl_association: {
    keeping: [
      [
        "wafv2",
        "AssociateWebACL DisassociateWebACL GetWebACLForResource",
        "regional/webacl/acme-dev/1",
      ],
      ["wafv2", "AssociateWebACL", "regional/webacl/shared/1"],
      ["elasticloadbalancing", "SetWebACL", "loadbalancer/app/acme-dev/1"],
    ],
  },
  aws_wafv2_web_acl_logging_configuration: {
    keeping: [
      [
        "wafv2",
        "PutLoggingConfiguration DeleteLoggingConfiguration GetLoggingConfiguration",
        "regional/webacl/acme-dev/1",
      ],
      ["logs", "CreateLogDelivery DeleteLogDelivery", "*"],
      [
        "iam",
        "CreateServiceLinkedRole:wafv2.amazonaws.com",
        "role/aws-service-role/wafv2.amazonaws.com/AWSServiceRoleForWAFV2Logging",
      ],
    ],
  },
};
