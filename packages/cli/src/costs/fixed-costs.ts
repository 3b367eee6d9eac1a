import { databaseItems } from "./database-costs";
import { priceOf, type Priced } from "./prices";

/** What is paid for each month, whether it is used or not. */
export interface FixedCost {
  /** Such as `NAT gateways`. */
  readonly what: string;
  readonly count: number;
  /** US dollars for all of them; undefined where the price is not known in the region. */
  readonly dollarsAMonth: number | undefined;
  readonly region: string;
  /** Date of the price, as `2026-10-01`; undefined where there is none. */
  readonly asOf: string | undefined;
}

/** A part of a stack's JSON. It may be somebody else's, so nothing in it is sure to be there. */
export interface PricedJson {
  readonly resource?: unknown;
  readonly provider?: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** How often something of a type is paid for, in the order in which it is told. */
const ITEMS: readonly (readonly [Priced, what: string, count: (bodies: Bodies) => number])[] = [
  ["natGateway", "NAT gateways", ({ of }) => sum(of("aws_nat_gateway"))],
  ["loadBalancer", "load balancers", ({ of }) => sum(of("aws_lb"), isPriced)],
  [
    "publicAddress",
    "public IPv4 addresses",
    // One in each subnet of a load balancer that is open (VPC user guide, "Public IPv4 addresses").
    ({ of }) =>
      sum(of("aws_eip")) +
      sum(of("aws_lb"), (body) => (body["internal"] === true ? 0 : lengthOf(body["subnets"]))),
  ],
  [
    "interfaceEndpoint",
    "interface endpoints, each in a zone",
    // "in each Availability Zone" (https://aws.amazon.com/privatelink/pricing/).
    ({ of }) =>
      sum(of("aws_vpc_endpoint"), (body) =>
        body["vpc_endpoint_type"] === "Interface" ? lengthOf(body["subnet_ids"]) : 0,
      ),
  ],
  ["webAcl", "web ACLs", ({ of }) => sum(of("aws_wafv2_web_acl"))],
  [
    "webAclRule",
    "rules of web ACLs",
    ({ of }) => sum(of("aws_wafv2_web_acl"), (body) => lengthOf(body["rule"])),
  ],
  ["key", "KMS keys", ({ of }) => sum(of("aws_kms_key"))],
  [
    "alarmMetric",
    "metrics of alarms",
    ({ of }) =>
      sum(of("aws_cloudwatch_metric_alarm"), (body) => (isFine(body) ? 0 : metricsOf(body))),
  ],
  [
    "fineAlarmMetric",
    "metrics of alarms by seconds",
    ({ of }) =>
      sum(of("aws_cloudwatch_metric_alarm"), (body) => (isFine(body) ? metricsOf(body) : 0)),
  ],
  ["dashboard", "dashboards", ({ of }) => sum(of("aws_cloudwatch_dashboard"))],
];

interface Bodies {
  of(type: string): readonly Body[];
}

/**
 * The fixed monthly costs of a stack at AWS's list prices: what is there is paid for, whatever goes
 * through it. Traffic, tasks, instances and what is stored come on top; free tiers are not taken off.
 *
 * @param stack its JSON, as the synth wrote it
 */
export function fixedCosts({ resource, provider }: PricedJson): FixedCost[] {
  const region = regionOf(provider);
  const bodies: Bodies = {
    of: (type) => Object.values(fieldsOf(fieldsOf(resource)[type])).map(fieldsOf),
  };
  const items = [
    ...ITEMS.map(([priced, what, count]) => ({
      what,
      count: count(bodies),
      price: priceOf(priced, region),
    })),
    ...databaseItems(bodies.of("aws_db_instance"), region),
  ];
  return items
    .filter(({ count }) => count > 0)
    .map(({ what, count, price }) => ({
      what,
      count,
      dollarsAMonth: price && cents(price.dollarsAMonth * count),
      region,
      asOf: price?.asOf,
    }));
}

/** All of them in US dollars a month; undefined where one has no price here. */
export const totalOf = (costs: readonly FixedCost[]): number | undefined =>
  costs.some(({ dollarsAMonth }) => dollarsAMonth === undefined)
    ? undefined
    : cents(costs.reduce((all, { dollarsAMonth }) => all + dollarsAMonth!, 0));

const cents = (dollars: number): number => Math.round(dollars * 100) / 100;

const fieldsOf = (value: unknown): Body =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};

const blocksOf = (value: unknown): Body[] => [value ?? []].flat().map(fieldsOf);

const regionOf = (provider: unknown): string =>
  String(blocksOf(fieldsOf(provider)["aws"])[0]?.["region"] ?? "");

/** Of all instances of each; one by `for_each` is counted once, as how many there are is not known. */
const sum = (bodies: readonly Body[], each: (body: Body) => number = () => 1): number =>
  bodies.reduce((all, body) => {
    const { count } = body;
    return all + each(body) * (Number.isSafeInteger(count) ? Math.max(0, count as number) : 1);
  }, 0);

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** A gateway load balancer has another price. */
const isPriced = (body: Body): number => (body["load_balancer_type"] === "gateway" ? 0 : 1);

/** An alarm on an expression is paid for by each metric in it (https://aws.amazon.com/cloudwatch/pricing/). */
function metricsOf(body: Body): number {
  const queries = blocksOf(body["metric_query"]);
  return Math.max(1, queries.filter(({ metric }) => blocksOf(metric).length > 0).length);
}

/** By less than a minute. */
function isFine(body: Body): boolean {
  const metrics = blocksOf(body["metric_query"]).flatMap(({ metric }) => blocksOf(metric));
  const periods = [body, ...metrics];
  return periods.some(({ period }) => typeof period === "number" && period < 60);
}
