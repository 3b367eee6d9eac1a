import { environmentInput } from "@groundwork/testing/configuration";
import { synthEnvironment } from "@groundwork/testing/synth-environment";
import {
  costChangeInWords,
  costChanges,
  costsText,
  costSumInWords,
} from "../../src/costs/cost-words";
import { fixedCosts, totalOf, type PricedJson } from "../../src/costs/fixed-costs";
import { PRICED_REGIONS, priceOf } from "../../src/costs/prices";

const stack = (resource: object | undefined, region = "ap-northeast-2"): PricedJson => ({
  provider: { aws: [{ region }] },
  ...(resource && { resource }),
});

/** Counts by what they are of. */
const counts = (json: PricedJson): Record<string, number> =>
  Object.fromEntries(fixedCosts(json).map(({ what, count }) => [what, count]));

const { network } = environmentInput("dev");

test("an environment pays for its gateways, addresses, endpoints, web ACL, keys and alarms", () => {
  const json = synthEnvironment({
    network: { ...network, nat: "per-zone", interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs"] },
    loadBalancer: { webAcl: "managed" },
    alarms: { kinds: ["cpu"] },
  });
  expect(fixedCosts(json)).toEqual([
    // 2 x 0.059 x 730
    cost("NAT gateways", 2, 86.14, "2026-10-01"),
    cost("load balancers", 1, 16.43, "2026-10-01"),
    // Of two gateways, and of the load balancer in two zones.
    cost("public IPv4 addresses", 4, 14.6, "2025-11-04"),
    // Three in two zones.
    cost("interface endpoints, each in a zone", 6, 56.94, "2026-10-01"),
    cost("web ACLs", 1, 5, "2025-10-03"),
    cost("rules of web ACLs", 4, 4, "2025-10-03"),
    cost("KMS keys", 1, 1, "2025-08-28"),
    cost("metrics of alarms", 3, 0.3, "2025-09-23"),
    cost("dashboards", 1, 3, "2025-09-23"),
  ]);
  expect(totalOf(fixedCosts(json))).toBe(187.41);
});

const cost = (what: string, count: number, dollarsAMonth: number, asOf: string) => ({
  what,
  count,
  dollarsAMonth,
  region: "ap-northeast-2",
  asOf,
});

test("what costs nothing by itself is not told: an endpoint that is a gateway, an internal balancer's addresses", () => {
  const json = stack({
    aws_vpc_endpoint: { s3: { vpc_endpoint_type: "Gateway", subnet_ids: [] } },
    aws_lb: {
      inner: { internal: true, subnets: ["a", "b"] },
      gateway: { load_balancer_type: "gateway", internal: true },
    },
    aws_s3_bucket: { logs: {} },
  });
  expect(counts(json)).toEqual({ "load balancers": 1 });
  expect(fixedCosts({})).toEqual([]);
});

test("instances by count are each paid for", () => {
  expect(counts(stack({ aws_nat_gateway: { a: { count: 3 }, b: {} } }))).toEqual({
    "NAT gateways": 4,
  });
});

test("an alarm is paid for by its metrics, and one by seconds at another price", () => {
  const metric = (period: number) => [{ period, metric_name: "x" }];
  const json = stack({
    aws_cloudwatch_metric_alarm: {
      one: { metric_name: "CPUUtilization", period: 60 },
      expression: {
        metric_query: [{ expression: "a/b" }, { metric: metric(60) }, { metric: metric(300) }],
      },
      fine: { metric_name: "x", period: 10 },
    },
  });
  expect(counts(json)).toEqual({ "metrics of alarms": 3, "metrics of alarms by seconds": 1 });
});

test("a price that is not known in a region is told as such, and so is the sum", () => {
  const costs = fixedCosts(stack({ aws_nat_gateway: { a: {} } }, "mx-central-1"));
  expect(costs).toEqual([
    {
      what: "NAT gateways",
      count: 1,
      dollarsAMonth: undefined,
      region: "mx-central-1",
      asOf: undefined,
    },
  ]);
  expect(totalOf(costs)).toBeUndefined();
  expect(costsText([{ stack: "dev-stack", costs }])).toContain("not known");
});

test("each price has a date, none is from tomorrow, and no region is cheaper than the cheapest", () => {
  for (const region of PRICED_REGIONS) {
    const price = priceOf("natGateway", region)!;
    expect(price.asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(Date.parse(price.asOf)).toBeLessThan(Date.now());
    expect(price.dollarsAMonth).toBeGreaterThanOrEqual(0.045 * 730);
  }
});

test("somebody else's JSON that is none of a stack costs nothing, and no count is believed that is none", () => {
  for (const json of [
    { resource: null },
    { resource: [1] },
    { resource: { aws_nat_gateway: "x", aws_lb: null }, provider: "aws" },
    { resource: { aws_nat_gateway: { a: { count: -3 } } } },
  ]) {
    expect(fixedCosts(json)).toEqual([]);
  }
  const odd = stack({
    aws_nat_gateway: { a: null, b: { count: "${var.n}" }, c: { count: 1e308 } },
  });
  expect(counts(odd)).toEqual({ "NAT gateways": 3 });
});

test("a change is told by what it adds and takes away", () => {
  const before = fixedCosts(stack({ aws_nat_gateway: { a: {} }, aws_kms_key: { k: {} } }));
  const after = fixedCosts(
    stack({ aws_nat_gateway: { a: {}, b: {}, c: {} }, aws_cloudwatch_dashboard: { d: {} } }),
  );
  expect(costChanges(before, after).map(costChangeInWords)).toEqual([
    "+ $86.14 a month: NAT gateways 1 -> 3",
    "+ $3.00 a month: dashboards 0 -> 1",
    "- $1.00 a month: KMS keys 1 -> 0",
  ]);
  expect(costSumInWords(costChanges(before, after))).toBe("+ $88.14 a month");
  expect(costChanges(before, before)).toEqual([]);
});

test("the same in a dearer region is a change as well, and an unknown price no sum", () => {
  const resource = { aws_nat_gateway: { a: {} } };
  const [seoul, tokyo, unknown] = ["ap-northeast-2", "ap-northeast-1", "mx-central-1"].map(
    (region) => fixedCosts(stack(resource, region)),
  );
  expect(costChanges(seoul!, tokyo!).map(costChangeInWords)).toEqual([
    "+ $2.19 a month: NAT gateways 1 -> 1",
  ]);
  expect(costChanges(seoul!, unknown!).map(costChangeInWords)).toEqual([
    "? NAT gateways 1 -> 1: the price is not known in this region",
  ]);
  expect(costSumInWords(costChanges(seoul!, unknown!))).toBe(
    "+ $0.00 a month and what has no price here",
  );
});

test("a database is paid for by its class and its storage, and a standby as much again", () => {
  const database = (changes: object) => ({
    engine: "postgres",
    instance_class: "db.t4g.micro",
    allocated_storage: 20,
    ...changes,
  });
  const json = stack({
    aws_db_instance: {
      one: database({}),
      two: database({ multi_az: true, allocated_storage: 50 }),
      large: database({ instance_class: "db.m7g.large" }),
      other: database({ engine: "mysql" }),
    },
  });
  const large = { count: 1, dollarsAMonth: undefined, region: "ap-northeast-2", asOf: undefined };
  expect(fixedCosts(json)).toEqual([
    { what: "instances db.m7g.large of PostgreSQL", ...large },
    // 3 x 0.025 x 730
    cost("instances db.t4g.micro of PostgreSQL", 3, 54.75, "2026-04-02"),
    // 140 x 0.131
    cost("GiB of storage of PostgreSQL", 140, 18.34, "2026-04-02"),
  ]);
  expect(totalOf(fixedCosts(json))).toBeUndefined();
  expect(fixedCosts(stack({ aws_db_instance: { one: database({}) } }, "us-east-1"))).toMatchObject([
    { dollarsAMonth: 11.68 },
    { dollarsAMonth: 2.3 },
  ]);
});

test("what has no price here and stays as it is is no change", () => {
  const database = { engine: "postgres", instance_class: "db.m7g.large" };
  const before = fixedCosts(stack({ aws_db_instance: { one: database } }));
  expect(costChanges(before, before)).toEqual([]);
  expect(costChanges([], before)).toMatchObject([{ before: 0, after: 1 }]);
});
