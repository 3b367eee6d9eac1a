import type { DrawnJson } from "../../src/drawing/resources";

/** A stack as the synth writes it, of bodies by address and the path of each construct. */
export function stackOf(
  bodies: Record<string, object>,
  paths: Record<string, string> = {},
): DrawnJson {
  const resource: Record<string, Record<string, object>> = {};
  for (const [address, body] of Object.entries(bodies)) {
    const [type, name] = address.split(".") as [string, string];
    const path = `dev-stack/${paths[address] ?? name}`;
    (resource[type] ??= {})[name] = { ...body, "//": { metadata: { path } } };
  }
  return { "//": { metadata: { stackName: "dev-stack" } }, resource };
}

/** A network with a public and a private subnet, by the addresses `aws_subnet.public` and `.private`. */
export const network = {
  "aws_vpc.vpc": { cidr_block: "10.0.0.0/16" },
  "aws_internet_gateway.igw": { vpc_id: "${aws_vpc.vpc.id}" },
  "aws_subnet.public": {
    vpc_id: "${aws_vpc.vpc.id}",
    cidr_block: "10.0.0.0/24",
    availability_zone: "eu-west-1a",
  },
  "aws_subnet.private": {
    vpc_id: "${aws_vpc.vpc.id}",
    cidr_block: '${cidrsubnet("10.0.0.0/16", 8, 1)}',
    availability_zone: "eu-west-1b",
  },
  "aws_route_table.public": {
    vpc_id: "${aws_vpc.vpc.id}",
    route: [{ cidr_block: "0.0.0.0/0", gateway_id: "${aws_internet_gateway.igw.id}" }],
  },
  "aws_route_table_association.public": {
    subnet_id: "${aws_subnet.public.id}",
    route_table_id: "${aws_route_table.public.id}",
  },
};

/** All of it is one part of the stack. */
export const networkPaths = Object.fromEntries(
  Object.keys(network).map((address) => [address, `network/${address.replace(".", "-")}`]),
);

/** Something in a subnet, with a security group `aws_security_group.<name>`. */
export const member = (name: string, type: string, body: object, subnet = "private") => ({
  [`aws_security_group.${name}`]: { vpc_id: "${aws_vpc.vpc.id}" },
  [`${type}.${name}`]: {
    subnets: [`\${aws_subnet.${subnet}.id}`],
    security_groups: [`\${aws_security_group.${name}.id}`],
    ...body,
  },
});

/** Paths by which each member is a part with its group. */
export const memberPaths = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) =>
      ["aws_security_group", "aws_db_instance", "aws_ecs_service", "aws_lb", "aws_instance"].map(
        (type) => [`${type}.${name}`, `${name}/${type}`],
      ),
    ),
  );
