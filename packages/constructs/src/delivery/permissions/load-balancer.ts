import type { PolicyStatement } from "../../policy-document";
import { arnOf, tagged, tagging, untagged, type ManagedEnvironment } from "./managed-environment";
import { certificateNames, RECORD_NAMES, recordNames } from "./records";

/** To make, change and delete a load balancer, and its names, certificates and firewall. */
export const loadBalancerStatements = (
  environment: ManagedEnvironment,
  zone?: ManagedZone,
): PolicyStatement[] => [
  ...routingStatements(environment),
  ...(zone ? nameStatements(environment, zone) : []),
  ...firewallStatements(environment),
];

/** Names under which an environment is reached. */
export interface ManagedZone {
  /** Id of the hosted zone. */
  readonly zoneId: string;

  /** In the zone, with `*` as the first label or not. */
  readonly hosts: readonly string[];

  /** Whether there are health checks for their records. @default - false */
  readonly healthChecks?: boolean | undefined;
}

function routingStatements(environment: ManagedEnvironment): PolicyStatement[] {
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

/** Records and certificates of its own names. Without a domain it has neither. */
function nameStatements(environment: ManagedEnvironment, zone: ManagedZone): PolicyStatement[] {
  const arn = arnOf(environment);
  return [
    {
      // Of the load balancer and of certificates, no mail and no delegation. A request without the
      // key would pass for all of its names (IAM user guide, "Set operators for multivalued keys").
      Sid: "KeepRecords",
      Effect: "Allow",
      Action: "route53:ChangeResourceRecordSets",
      Resource: `arn:aws:route53:::hostedzone/${zone.zoneId}`,
      Condition: {
        Null: { [RECORD_NAMES]: "false" },
        "ForAllValues:StringLike": { [RECORD_NAMES]: recordNames(zone.hosts) },
        "ForAllValues:StringEquals": {
          "route53:ChangeResourceRecordSetsRecordTypes": ["A", "CNAME"],
        },
      },
    },
    ...(zone.healthChecks === true
      ? [
          {
            // They have no names, and IAM knows no tags of theirs (Service Authorization Reference,
            // "Actions, resources, and condition keys for Amazon Route 53").
            Sid: "KeepHealthChecks",
            Effect: "Allow" as const,
            Action: [
              "route53:ChangeTagsForResource",
              "route53:CreateHealthCheck",
              "route53:DeleteHealthCheck",
              "route53:GetHealthCheck",
              "route53:UpdateHealthCheck",
            ],
            Resource: "arn:aws:route53:::healthcheck/*",
          },
        ]
      : []),
    {
      // There is no certificate yet that could be named, but it is for its own names, and stays in
      // AWS (https://docs.aws.amazon.com/acm/latest/userguide/acm-conditions.html).
      Sid: "RequestCertificates",
      Effect: "Allow",
      Action: "acm:RequestCertificate",
      Resource: "*",
      Condition: {
        Null: { "acm:DomainNames": "false" },
        "ForAllValues:StringEquals": { "acm:DomainNames": certificateNames(zone.hosts) },
        StringEquals: { "acm:ValidationMethod": "DNS" },
        StringNotEquals: { "acm:Export": "ENABLED" },
      },
    },
    {
      // With the request. What bears tags of ours is kept by the next statement.
      Sid: "TagCertificates",
      Effect: "Allow",
      Action: "acm:AddTagsToCertificate",
      Resource: arn("acm", "certificate/*"),
      Condition: { ...tagging(environment), ...untagged },
    },
    {
      Sid: "KeepCertificates",
      Effect: "Allow",
      Action: [
        "acm:AddTagsToCertificate",
        "acm:DeleteCertificate",
        "acm:RemoveTagsFromCertificate",
      ],
      Resource: arn("acm", "certificate/*"),
      Condition: tagged(environment),
    },
  ];
}

function firewallStatements(environment: ManagedEnvironment): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  return [
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
    {
      Sid: "LogFirewall",
      Effect: "Allow",
      Action: ["wafv2:DeleteLoggingConfiguration", "wafv2:PutLoggingConfiguration"],
      Resource: arn("wafv2", `regional/webacl/${prefix}/*`),
    },
    {
      // WAF asks for them besides; IAM knows no resource, and there is no request of that name.
      Sid: "DeliverFirewallLog",
      Effect: "Allow",
      Action: ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
      Resource: "*",
    },
  ];
}
