import { WebAcl, type WebAclProps } from "../../../src/container-service/load-balancer/web-acl";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthWebAcl = (overrides: Partial<WebAclProps> = {}) =>
  synthConstruct((scope) => {
    new WebAcl(scope, "waf", { name: "acme-prod", ...overrides });
  });

const webAcl = (overrides: Partial<WebAclProps> = {}) =>
  onlyResource(synthWebAcl(overrides), "aws_wafv2_web_acl");

test("is one web ACL", () => {
  expect(resourceAddresses(synthWebAcl())).toEqual(["aws_wafv2_web_acl.waf_web-acl_54BA89C4"]);
});

test("is for load balancers, and lets through what no rule blocks", () => {
  expect(webAcl()).toMatchObject({
    name: "acme-prod",
    scope: "REGIONAL",
    default_action: { allow: {} },
  });
});

test("blocks known addresses, floods and attacks, the cheapest rule first", () => {
  const counted = [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }];
  const group = (name: string, rest: object = {}) => ({
    override_action: { none: {} }, // the group's rules act as they say
    statement: { managed_rule_group_statement: { vendor_name: "AWS", name, ...rest } },
  });
  const rate = { limit: 2000, aggregate_key_type: "IP", evaluation_window_sec: 300 };
  expect(
    webAcl().rule.map(({ visibility_config: _, ...rule }: { visibility_config: unknown }) => rule),
  ).toEqual([
    { name: "ip-reputation", priority: 0, ...group("AWSManagedRulesAmazonIpReputationList") },
    { name: "rate", priority: 1, action: { block: {} }, statement: { rate_based_statement: rate } },
    { name: "known-bad-inputs", priority: 2, ...group("AWSManagedRulesKnownBadInputsRuleSet") },
    {
      name: "common",
      priority: 3,
      // uploads of more than 8 KB are not an attack
      ...group("AWSManagedRulesCommonRuleSet", { rule_action_override: counted }),
    },
  ]);
});

test("each rule and the whole have a metric and samples", () => {
  const { rule, visibility_config } = webAcl();
  const configs = [visibility_config, ...rule.map((each: any) => each.visibility_config)];
  expect(configs.map(({ metric_name }) => metric_name)).toEqual([
    "acme-prod",
    "acme-prod-ip-reputation",
    "acme-prod-rate",
    "acme-prod-known-bad-inputs",
    "acme-prod-common",
  ]);
  for (const config of configs) {
    expect(config).toMatchObject({
      cloudwatch_metrics_enabled: true,
      sampled_requests_enabled: true,
    });
  }
});

test("the limit per address can be set", () => {
  expect(webAcl({ requestsPerFiveMinutes: 10 }).rule[1].statement).toMatchObject({
    rate_based_statement: { limit: 10 },
  });
});

test.each<[string, Partial<WebAclProps>, string]>([
  ["a name too long", { name: "a".repeat(101) }, "expected 1 to 100 letters, digits, - and _"],
  ["a dot in the name", { name: "a.b" }, 'test-stack/waf.name: got "a.b", expected'],
  [
    "a limit too low",
    { requestsPerFiveMinutes: 9 },
    "requestsPerFiveMinutes: got 9, expected 10 to 2000000000",
  ],
  ["half a request", { requestsPerFiveMinutes: 10.5 }, "got 10.5, expected"],
])("fails on %s", (_, overrides, message) => {
  expect(() => synthWebAcl(overrides)).toThrow(message);
});
