import type { PolicyStatement } from "../../policy-document";
import { arnOf, tagged, type ManagedEnvironment } from "./managed-environment";

/** To make, change and delete a load balancer, and its names, certificates and firewall. */
export const loadBalancerStatements = (environment: ManagedEnvironment): PolicyStatement[] => [
  ...routingStatements(environment),
  ...entryStatements(environment),
];

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
