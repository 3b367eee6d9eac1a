import { Testing, type TerraformStack } from "cdktf";
import type { EnvironmentInput } from "../../environments/environment";
import { addStacks } from "../../stacks";
import { configuration, environmentInput } from "../support/configuration";
import {
  annotations,
  onlyResource,
  resourceAddresses,
  synthStack,
  type TerraformJson,
} from "../support/synth";

function stackOf(environment: EnvironmentInput, emulatorEndpoint?: string): TerraformStack {
  const app = Testing.app();
  addStacks(app, configuration({}, [environment]), emulatorEndpoint);
  return app.node.findChild(`${environment.name}-stack`) as TerraformStack;
}

const synth = (changes: Partial<EnvironmentInput> = {}, name = "dev"): TerraformJson =>
  synthStack(stackOf(environmentInput(name, changes)));

test("is a network, a cluster, a load balancer and the services behind it", () => {
  const types = resourceAddresses(synth()).map((address) => address.split(".")[0]!);
  const counts = Object.fromEntries(
    [...new Set(types)].map((t) => [t, types.filter((u) => u === t).length]),
  );
  expect(counts).toEqual({
    aws_cloudwatch_log_group: 1,
    aws_default_security_group: 1, // closed
    aws_ecs_cluster: 1,
    aws_ecs_cluster_capacity_providers: 1,
    aws_ecs_service: 1,
    aws_ecs_task_definition: 1,
    aws_eip: 1, // of the one NAT gateway
    aws_iam_role: 2, // execution, task
    aws_iam_role_policy: 1, // of the execution role; the task may do nothing
    aws_internet_gateway: 1,
    aws_lb: 1,
    aws_lb_listener: 1, // HTTP, as no certificate is named
    aws_lb_listener_rule: 1,
    aws_lb_target_group: 1,
    aws_nat_gateway: 1,
    aws_route: 3, // public to the internet, two private to NAT
    aws_route_table: 3, // one public, two private
    aws_route_table_association: 4,
    aws_security_group: 2, // load balancer, tasks
    aws_subnet: 4,
    aws_vpc: 1,
    aws_vpc_endpoint: 1, // S3
    aws_vpc_security_group_egress_rule: 2,
    aws_vpc_security_group_ingress_rule: 2,
  });
});

test("dev and prod differ by configuration alone: the same of both gives the same ids", () => {
  expect(resourceAddresses(synth({}, "dev"))).toEqual(resourceAddresses(synth({}, "prod")));
});

test("each has its own state key, its provider held to its account, region and tags", () => {
  const json = synth({ region: "eu-central-1", tags: { CostCenter: "42" } }, "prod");
  expect(json.terraform["backend"].s3).toMatchObject({
    key: "prod/terraform.tfstate",
    // Of the state bucket, wherever the environment is.
    region: "ap-northeast-2",
    kms_key_id: "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-terraform-state",
    encrypt: true,
  });
  expect(json.provider["aws"]).toEqual([
    {
      region: "eu-central-1",
      allowed_account_ids: ["111111111111"],
      default_tags: [
        {
          tags: {
            Organization: "acme",
            Environment: "prod",
            Owner: "platform",
            ManagedBy: "groundwork",
            CostCenter: "42",
          },
        },
      ],
    },
  ]);
  expect(json.terraform["required_version"]).toBe(">= 1.11.0");
});

test("zones are the region's", () => {
  const zones = Object.values(synth().resource["aws_subnet"]!).map((s) => s.availability_zone);
  expect(new Set(zones)).toEqual(new Set(["ap-northeast-2a", "ap-northeast-2c"]));
});

test("without NAT tasks get public addresses, as they could not pull their image otherwise", () => {
  const network = { cidr: "10.0.0.0/16", zones: ["a", "b"], nat: "none" as const };
  const json = synth({ network });
  expect(onlyResource(json, "aws_ecs_service").network_configuration.assign_public_ip).toBe(true);
  expect(json.resource).not.toHaveProperty("aws_nat_gateway");
});

describe("what a service runs", () => {
  const containerOf = (json: TerraformJson) =>
    JSON.parse(onlyResource(json, "aws_ecs_task_definition").container_definitions)[0];
  const pulls = (json: TerraformJson) => onlyResource(json, "aws_iam_role_policy").policy;

  test("a public placeholder before its first image; it may pull nothing from the registry", () => {
    expect(containerOf(synth()).image).toMatch(/^public\.ecr\.aws\/nginx\/nginx:/);
    expect(pulls(synth())).not.toContain("ecr:");
  });

  test("its own repository's image, and it may pull that one alone", () => {
    const json = synth({ services: [{ name: "web", imageTag: "v1.2.3" }] });
    expect(containerOf(json).image).toBe(
      "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web:v1.2.3",
    );
    expect(pulls(json)).toContain("arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/web");
  });

  test("with the least memory that goes with its cpu, unless told", () => {
    const json = synth({ services: [{ name: "web", cpuUnits: 1024 }] });
    expect(onlyResource(json, "aws_ecs_task_definition")).toMatchObject({
      cpu: "1024",
      memory: "2048",
    });
  });
});

test("the count is ignored exactly when the service autoscales", () => {
  const fixed = onlyResource(synth(), "aws_ecs_service");
  expect(fixed).not.toHaveProperty("lifecycle");
  const scaling = synth({ services: [{ name: "web", minCount: 1, maxCount: 3 }] });
  expect(onlyResource(scaling, "aws_ecs_service").lifecycle.ignore_changes).toEqual([
    "desired_count",
  ]);
  expect(onlyResource(scaling, "aws_appautoscaling_target")).toMatchObject({
    min_capacity: 1,
    max_capacity: 3,
  });
});

test("the file's order is the load balancer's, and any service name will do", () => {
  const services = [
    { name: "backend", paths: ["/api/*"] },
    { name: "network", paths: ["/*"] },
  ];
  const rules = Object.values(synth({ services }).resource["aws_lb_listener_rule"]!);
  expect(
    rules.map(({ priority, condition }) => [priority, condition[0].path_pattern.values]),
  ).toEqual([
    [100, ["/api/*"]],
    [200, ["/*"]],
  ]);
});

test("with a certificate the load balancer answers over HTTPS and says so", () => {
  const certificateArn = "arn:aws:acm:ap-northeast-2:111111111111:certificate/abc";
  const json = synth({ certificateArn });
  expect(
    Object.values(json.resource["aws_lb_listener"]!)
      .map(({ port }) => port)
      .toSorted(),
  ).toEqual([443, 80]);
  expect(json.output!["url"].value).toMatch(/^https:/);
  expect(synth().output!["url"].value).toMatch(/^http:/);
});

describe("while AWS_ENDPOINT_URL is set", () => {
  const stack = stackOf(environmentInput("dev"), "http://127.0.0.1:4566");

  test("the stack warns that it is aimed at an emulator", () => {
    expect(annotations(stack)).toEqual([
      "warn dev-stack: aimed at the emulator http://127.0.0.1:4566, not at AWS; unset AWS_ENDPOINT_URL to reach AWS",
    ]);
  });

  test("provider and backend skip what an emulator cannot answer, and nothing else changes", () => {
    const emulated = synthStack(stack);
    expect(emulated.provider["aws"]![0]).toMatchObject({
      s3_use_path_style: true,
      skip_credentials_validation: true,
      skip_metadata_api_check: "true",
      skip_requesting_account_id: true,
    });
    expect(emulated.provider["aws"]![0]).not.toHaveProperty("allowed_account_ids");
    expect(emulated.resource).toEqual(synth().resource);
  });

  test("without it there is no warning", () => {
    expect(annotations(stackOf(environmentInput("dev")))).toEqual([]);
  });
});
