import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Construct } from "constructs";
import { check } from "../../check";

export interface WebAclProps {
  /** Name of the web ACL, and prefix of its metrics: up to 100 letters, digits, `-` and `_`. */
  readonly name: string;

  /**
   * Requests that one address may send in five minutes, 10 to 2000000000 (WAF API,
   * RateBasedStatement). More are blocked until there are fewer again.
   * @default 2000
   */
  readonly requestsPerFiveMinutes?: number | undefined;
}

/** Blocks what AWS knows to be attacks, and addresses that ask too often, at a load balancer. */
export class WebAcl extends Construct {
  public readonly webAcl: Wafv2WebAcl;
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { name, requestsPerFiveMinutes: limit = 2000 } = props;
    // WAF takes 128 characters for an ACL's name; the rest is for the rules' metrics.
    check(this, "name", name, /^[\w-]{1,100}$/.test(name), "1 to 100 letters, digits, - and _");
    check(
      this,
      "requestsPerFiveMinutes",
      limit,
      Number.isInteger(limit) && limit >= 10 && limit <= 2_000_000_000,
      "10 to 2000000000",
    );

    const visibility = (suffix = "") => ({
      metricName: `${name}${suffix}`,
      cloudwatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
    });
    const rules: Omit<Wafv2WebAclRule, "priority" | "visibilityConfig">[] = [
      managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
      {
        name: "rate",
        action: { block: {} },
        statement: {
          rate_based_statement: { limit, aggregate_key_type: "IP", evaluation_window_sec: 300 },
        },
      },
      managed("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
      // SizeRestrictions_BODY blocks every upload of more than 8 KB, whatever is in it (WAF
      // developer guide, "Baseline rule groups"). Counted only, it lets them through; WAF then
      // looks into their first 8 KB, which is all that it gets from a load balancer.
      managed("common", "AWSManagedRulesCommonRuleSet", ["SizeRestrictions_BODY"]),
    ];
    this.webAcl = new Wafv2WebAcl(this, "web-acl", {
      name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      // Lowest priority first: the cheap rules before those that read the whole request.
      rule: rules.map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: visibility(`-${rule.name}`),
      })),
      visibilityConfig: visibility(),
    });
    this.arn = this.webAcl.arn;
  }
}

/**
 * A rule group of AWS, which does as its rules say except for those that are only to count. The
 * statement is in Terraform's spelling, as the bindings hand it on unread.
 */
const managed = (name: string, group: string, countedRules: readonly string[] = []) => ({
  name,
  overrideAction: { none: {} },
  statement: {
    managed_rule_group_statement: {
      vendor_name: "AWS",
      name: group,
      ...(countedRules.length > 0 && {
        rule_action_override: countedRules.map((rule) => ({
          name: rule,
          action_to_use: { count: {} },
        })),
      }),
    },
  },
});
