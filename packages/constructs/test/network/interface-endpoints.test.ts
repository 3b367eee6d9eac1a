import { InterfaceEndpoints } from "../../src/network/interface-endpoints";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthEndpoints = (...services: string[]) =>
  synthConstruct((scope) => {
    new InterfaceEndpoints(scope, "endpoints", {
      name: "acme-dev",
      region: "eu-central-1",
      vpcId: "vpc-1",
      cidr: "10.20.0.0/16",
      subnetIds: ["subnet-a", "subnet-b"],
      services,
    });
  });

test("consists of an endpoint for each service and one group that opens them all", () => {
  expect(resourceAddresses(synthEndpoints("ecr.api", "logs"))).toEqual([
    "aws_security_group.endpoints_security-group_FB955AEE",
    "aws_vpc_endpoint.endpoints_ecr-api_7E5A1F17",
    "aws_vpc_endpoint.endpoints_logs_7D54C327",
    "aws_vpc_security_group_ingress_rule.endpoints_https-from-vpc_9DF40536",
  ]);
});

test("services are reached under their usual names, in each zone", () => {
  expect(onlyResource(synthEndpoints("ecr.api"), "aws_vpc_endpoint")).toMatchObject({
    vpc_id: "vpc-1",
    vpc_endpoint_type: "Interface",
    service_name: "com.amazonaws.eu-central-1.ecr.api",
    subnet_ids: ["subnet-a", "subnet-b"],
    private_dns_enabled: true,
    security_group_ids: [expect.stringContaining("aws_security_group.endpoints_security-group_")],
    tags: { Name: "acme-dev-ecr.api" },
  });
});

test("only HTTPS gets in, and only from the VPC", () => {
  const json = synthEndpoints("logs");
  expect(onlyResource(json, "aws_vpc_security_group_ingress_rule")).toMatchObject({
    cidr_ipv4: "10.20.0.0/16",
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
  });
  const group = onlyResource(json, "aws_security_group");
  expect(group).toMatchObject({ name_prefix: "acme-dev-endpoints-", vpc_id: "vpc-1" });
  expect(group).not.toHaveProperty("ingress");
});
