import type { Need } from "./needs";
import {
  arn,
  ARTIFACTS,
  asOwner,
  certificate,
  group,
  iam,
  LOCKS,
  ofOwner,
  PLANS,
  record,
  setsOff,
  STATES,
} from "./organization";

const dev = ofOwner("dev");
const making = asOwner("dev");
const bound = { "iam:PermissionsBoundary": iam("policy/acme-boundary-dev") };
const zone = "arn:aws:route53:::hostedzone/Z1";

/** What it takes to apply dev, besides each type of resource (../apply-permissions.test.ts). */
export const OF_APPLIES: readonly Need[] = [
  ["its plan", "s3:GetObject", `${PLANS}/plans/dev/x/bundle.tgz`],
  [
    "its result",
    "s3:PutObject",
    `${PLANS}/results/dev/x/outcome.json`,
    { "s3:if-none-match": "*", "s3:ObjectCreationOperation": "true" },
  ],
  ["its state", "s3:GetObject", `${STATES}/dev/terraform.tfstate`],
  [
    "its lock",
    "dynamodb:PutItem",
    LOCKS,
    {
      "dynamodb:LeadingKeys": ["acme-111111111111-ap-northeast-2-tfstate/dev/terraform.tfstate"],
      ...ofOwner("bootstrap"),
    },
  ],
  ["telling people", "sns:Publish", arn("sns", "acme-dev-delivery"), ofOwner("delivery")],
  ["a record", "route53:ChangeResourceRecordSets", zone, record("dev.example.com")],
  [
    "a record of all below a name",
    "route53:ChangeResourceRecordSets",
    zone,
    record("\\052.try.dev.example.com"),
  ],
  ["a validation", "route53:ChangeResourceRecordSets", zone, record("_x.dev.example.com", "CNAME")],
  [
    "a validation of a wildcard",
    "route53:ChangeResourceRecordSets",
    zone,
    record("_x.try.dev.example.com", "CNAME"),
  ],
  ["a certificate", "acm:RequestCertificate", "*", certificate("dev.example.com")],
  [
    "a certificate of a wildcard",
    "acm:RequestCertificate",
    "*",
    certificate("try.dev.example.com", "*.try.dev.example.com"),
  ],
  ["its tags", "acm:AddTagsToCertificate", arn("acm", "certificate/1"), making],
  ["its tags, changed", "acm:AddTagsToCertificate", arn("acm", "certificate/1"), dev],
  ["a key", "kms:CreateKey", "*", making],
  ["its tags", "kms:TagResource", "*", making],
  ["a bound role", "iam:CreateRole", iam("role/acme-dev-x"), bound],
  ["a VPC", "ec2:CreateVpc", arn("ec2", "vpc/*"), making],
  ["a subnet", "ec2:CreateSubnet", arn("ec2", "subnet/*"), making],
  ["a subnet, in its VPC", "ec2:CreateSubnet", arn("ec2", "vpc/vpc-1"), dev],
  ["a rule", "ec2:AuthorizeSecurityGroupIngress", arn("ec2", "security-group-rule/*"), making],
  [
    "a rule, in its group",
    "ec2:AuthorizeSecurityGroupIngress",
    arn("ec2", "security-group/sg-1"),
    dev,
  ],
  ["an endpoint, in its subnet", "ec2:CreateVpcEndpoint", arn("ec2", "subnet/subnet-1"), dev],
  ["a gateway, with its address", "ec2:CreateNatGateway", arn("ec2", "elastic-ip/eipalloc-1"), dev],
  ["a flow log, of its VPC", "ec2:CreateFlowLogs", arn("ec2", "vpc/vpc-1"), dev],
  ["the ACL of a new VPC, emptied", "ec2:DeleteNetworkAclEntry", arn("ec2", "network-acl/acl-1")],
  ["the ACL of a new VPC, filled", "ec2:CreateNetworkAclEntry", arn("ec2", "network-acl/acl-1")],
  ["the ACL of a new VPC, tagged", "ec2:CreateTags", arn("ec2", "network-acl/acl-1"), making],
  [
    "the main table of a new VPC, tagged",
    "ec2:CreateTags",
    arn("ec2", "route-table/rtb-1"),
    making,
  ],
  ["the ACL, changed", "ec2:ReplaceNetworkAclEntry", arn("ec2", "network-acl/acl-1"), dev],
  ["instances", "ec2:RunInstances", "arn:aws:ec2:ap-northeast-2::image/ami-1"],
  [
    "a group of instances, by a version that has a number",
    "autoscaling:CreateAutoScalingGroup",
    group("dev"),
    { ...making, "autoscaling:LaunchTemplateVersionSpecified": "true" },
  ],
  [
    "another version",
    "autoscaling:UpdateAutoScalingGroup",
    group("dev"),
    { ...dev, "autoscaling:LaunchTemplateVersionSpecified": "true" },
  ],
  ["another size", "autoscaling:UpdateAutoScalingGroup", group("dev"), dev],
  [
    "an alarm that tells people",
    "cloudwatch:PutMetricAlarm",
    arn("cloudwatch", "alarm:acme-dev-web-cpu"),
    { ...making, ...setsOff(arn("sns", "acme-dev-notifications")) },
  ],
  [
    "an alarm that tells nobody",
    "cloudwatch:PutMetricAlarm",
    arn("cloudwatch", "alarm:acme-dev-web-cpu"),
    making,
  ],
  ["an alarm gone", "cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:acme-dev-web-cpu"), dev],
  [
    "an alarm that scales",
    "cloudwatch:PutMetricAlarm",
    arn("cloudwatch", "alarm:TargetTracking-service/acme-dev/web-AlarmHigh-1"),
    setsOff(arn("autoscaling", "scalingPolicy:1:resource/ecs/service/acme-dev/web:policyName/cpu")),
  ],
  ["tasks that go", "ecs:DeregisterTaskDefinition", "*"],
  [
    "what waits goes on",
    "ecs:ContinueServiceDeployment",
    arn("ecs", "service-deployment/acme-dev/web/1"),
  ],
  [
    "what waits goes on",
    "codedeploy:ContinueDeployment",
    arn("codedeploy", "deploymentgroup:acme-dev-web/web"),
  ],
  [
    "deployments by CodeDeploy",
    "codedeploy:CreateDeployment",
    arn("codedeploy", "deploymentgroup:acme-dev-web/web"),
  ],
  ["who gets alarms", "sns:Subscribe", arn("sns", "acme-dev-notifications"), dev],
];

/** The same of a build of the pipeline. */
export const OF_BUILDS: readonly Need[] = [
  [
    "the source",
    "codeconnections:UseConnection",
    "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
  ],
  ["its artifact", "s3:GetObjectVersion", `${ARTIFACTS}/x`],
  [
    "who approved",
    "codepipeline:GetPipelineState",
    arn("codepipeline", "acme-delivery"),
    ofOwner("delivery"),
  ],
];
