import { resolved } from "../../../src/adoption/import/values";

/** What others are known by, as `aws_vpc.own.id`. */
const read = (known: Record<string, string>) => (address: string, attribute: string) =>
  Promise.resolve(known[`${address}.${attribute}`]);

const KNOWN = { "aws_vpc.own.id": "vpc-1", "aws_ecs_cluster.a_B-1.name": "acme-dev" };

test.each([
  ["acme-dev", "acme-dev"],
  ["${aws_vpc.own.id}", "vpc-1"],
  ["service/${aws_ecs_cluster.a_B-1.name}/web", "service/acme-dev/web"],
  // How a text says signs of Terraform's.
  ["costs $${amount} or 5%%{off}", "costs ${amount} or 5%{off}"],
  ['${cidrsubnet("10.20.0.0/16", 4, 0)}', "10.20.0.0/20"],
  ['${cidrsubnet("10.20.0.0/16", 4, 10)}', "10.20.160.0/20"],
  ['${cidrsubnet("172.31.254.0/23", 4, 9)}', "172.31.255.32/27"],
])("%s is %s", async (text, value) => {
  expect(await resolved(text, read(KNOWN))).toBe(value);
});

test.each([
  "${aws_vpc.other.id}",
  "${aws_vpc.own.id} and ${aws_vpc.other.id}",
  "${data.aws_vpcs.found.ids}",
  '${upper("a")}',
  "%{ if true }a%{ endif }",
])("%s is not known", async (text) => {
  expect(await resolved(text, read(KNOWN))).toBeUndefined();
});
