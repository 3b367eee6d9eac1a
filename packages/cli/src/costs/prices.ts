/*
 * AWS's list prices of what is paid for by the hour or the month whether it is used or not, in US
 * dollars without taxes. A price has the date at which its source had it; prices of AWS seldom change,
 * and one that has no source here is told as unknown. AWS publishes them at
 * https://aws.amazon.com/vpc/pricing/, https://aws.amazon.com/elasticloadbalancing/pricing/,
 * https://aws.amazon.com/waf/pricing/, https://aws.amazon.com/kms/pricing/ and
 * https://aws.amazon.com/cloudwatch/pricing/, and in its price list files
 * (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html).
 */

/** What has a price. */
export type Priced =
  | "natGateway"
  | "loadBalancer"
  | "interfaceEndpoint"
  | "publicAddress"
  | "webAcl"
  | "webAclRule"
  | "key"
  | "alarmMetric"
  | "fineAlarmMetric"
  | "dashboard";

export interface Price {
  /** US dollars a month of 730 hours. */
  readonly dollarsAMonth: number;
  /** Date of the source, as `2026-10-01`. */
  readonly asOf: string;
}

/** Hours of a month, as AWS's own calculator has it. */
const HOURS = 730;

const hourly = (dollars: number, asOf: string): Price => ({ dollarsAMonth: dollars * HOURS, asOf });

/**
 * By the hour, in each region: NAT gateway, load balancer, interface endpoint in one zone. Endpoints:
 * AWS's price data for its page on VPC, published on 2025-11-04. Seoul: AWS's price list files as of
 * 2026-10-01; N. Virginia: as of 2026-08-01. Load balancers elsewhere: AWS's page as of 2017-12-18,
 * whose prices for Seoul, N. Virginia and Frankfurt were the same in 2026, 2026 and 2024. NAT gateways
 * elsewhere: AWS's page as of March 2021 or later.
 */
const BY_HOUR: Readonly<
  Record<string, readonly [nat: number, balancer: number, endpoint: number]>
> = {
  "us-east-1": [0.045, 0.0225, 0.01],
  "us-east-2": [0.045, 0.0225, 0.01],
  "us-west-1": [0.048, 0.0252, 0.011],
  "us-west-2": [0.045, 0.0225, 0.01],
  "ca-central-1": [0.05, 0.02475, 0.011],
  "eu-central-1": [0.052, 0.027, 0.012],
  "eu-west-1": [0.048, 0.0252, 0.011],
  "eu-west-2": [0.05, 0.02646, 0.011],
  "ap-northeast-1": [0.062, 0.0243, 0.014],
  "ap-northeast-2": [0.059, 0.0225, 0.013],
  "ap-southeast-1": [0.059, 0.0252, 0.013],
  "ap-southeast-2": [0.059, 0.0252, 0.013],
};

/** When the prices of a gateway and of a balancer were seen; the endpoints' where they were not since. */
const SEEN: Readonly<Record<string, string>> = {
  "us-east-1": "2026-08-01",
  "ap-northeast-2": "2026-10-01",
};

/**
 * The same in all of these regions, by AWS's price data for its pages on VPC (2025-11-04), WAF
 * (2025-10-03), KMS (2025-08-28) and CloudWatch (2025-09-23; a dashboard by its page, 2025).
 */
const EVERYWHERE: Readonly<Partial<Record<Priced, Price>>> = {
  publicAddress: hourly(0.005, "2025-11-04"),
  webAcl: { dollarsAMonth: 5, asOf: "2025-10-03" },
  webAclRule: { dollarsAMonth: 1, asOf: "2025-10-03" },
  key: { dollarsAMonth: 1, asOf: "2025-08-28" },
  alarmMetric: { dollarsAMonth: 0.1, asOf: "2025-09-23" },
  fineAlarmMetric: { dollarsAMonth: 0.3, asOf: "2025-09-23" },
  dashboard: { dollarsAMonth: 3, asOf: "2025-09-23" },
};

/** The regions whose prices are known. */
export const PRICED_REGIONS: readonly string[] = Object.keys(BY_HOUR);

/** @returns undefined where it is not known here */
export function priceOf(what: Priced, region: string): Price | undefined {
  const known = BY_HOUR[region];
  if (!known) return undefined;
  const seen = SEEN[region];
  const [nat, balancer, endpoint] = known;
  if (what === "natGateway") return hourly(nat, seen ?? "2021-03-01");
  if (what === "loadBalancer") return hourly(balancer, seen ?? "2017-12-18");
  if (what === "interfaceEndpoint") return hourly(endpoint, seen ?? "2025-11-04");
  return EVERYWHERE[what];
}
