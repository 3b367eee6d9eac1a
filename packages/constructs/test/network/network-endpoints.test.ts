import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { Network } from "../../src/network/network";
import { onlyResource, synthConstruct } from "@groundwork/testing/synth";
import { defaults, synthNetwork } from "./synth-network";

test("S3 is reached from every route table, in the region of the zones", () => {
  const endpoint = onlyResource(synthNetwork(), "aws_vpc_endpoint");
  expect(endpoint).toMatchObject({
    vpc_endpoint_type: "Gateway",
    service_name: "com.amazonaws.eu-central-1.s3",
  });
  expect(endpoint.route_table_ids).toHaveLength(3);
});

describe("endpoints", () => {
  const endpoints = (interfaceEndpoints: string[]) =>
    Object.values(synthNetwork({ interfaceEndpoints }).resource["aws_vpc_endpoint"]!);
  const names = (interfaceEndpoints: string[]) =>
    endpoints(interfaceEndpoints)
      .map(
        ({ vpc_endpoint_type, service_name }) =>
          `${vpc_endpoint_type} ${service_name.replace("com.amazonaws.eu-central-1.", "")}`,
      )
      .toSorted();

  test("are made for the services named, besides the one of S3", () => {
    expect(names(["ecr.api", "ecs-agent"])).toEqual([
      "Gateway s3",
      "Interface ecr.api",
      "Interface ecs-agent",
    ]);
  });

  test("cost nothing where AWS has a gateway", () => {
    expect(names(["dynamodb"])).toEqual(["Gateway dynamodb", "Gateway s3"]);
    for (const { route_table_ids } of endpoints(["dynamodb"])) {
      expect(route_table_ids).toHaveLength(3);
    }
  });

  test("lie in the private subnets, in each zone once", () => {
    const found = endpoints(["logs"]).find(({ vpc_endpoint_type: type }) => type === "Interface");
    expect(found.subnet_ids).toEqual([
      "${aws_route_table_association.network_private-association-a_B758BC8D.subnet_id}",
      "${aws_route_table_association.network_private-association-b_8982D721.subnet_id}",
    ]);
  });

  test("do not draw tasks into private subnets, where the rest of the internet is missing", () => {
    const interfaceEndpoints = ["ecr.api", "ecr.dkr", "logs"];
    const { taskSubnetIds, publicSubnetIds } = synthNetwork({ interfaceEndpoints }).output!;
    expect(taskSubnetIds.value).toEqual(publicSubnetIds.value);
  });

  test("are all that tasks of an isolated network reach, from its private subnets", () => {
    const json = synthNetwork({ nat: "isolated", interfaceEndpoints: ["ecr.api"] });
    const { taskSubnetIds, publicSubnetIds, assignPublicIp } = json.output!;
    expect(taskSubnetIds.value).not.toEqual(publicSubnetIds.value);
    expect(assignPublicIp.value).toBe(false);
    expect(json.resource).not.toHaveProperty("aws_nat_gateway");
    expect(Object.keys(json.resource["aws_route"]!)).toHaveLength(1);
  });

  test("and what opens them are what users can wait for", () => {
    const json = synthConstruct((scope) => {
      const network = new Network(scope, "network", { ...defaults, interfaceEndpoints: ["logs"] });
      new EcsCluster(scope, "user", { name: "user", dependsOn: network.endpoints });
    });
    expect(onlyResource(json, "aws_ecs_cluster").depends_on).toEqual([
      "aws_vpc_endpoint.network_s3-endpoint_3093E6A5",
      "aws_vpc_endpoint.network_interface-endpoints_logs_C589FD70",
      "aws_vpc_security_group_ingress_rule.network_interface-endpoints_https-from-vpc_7F837489",
    ]);
  });
});
