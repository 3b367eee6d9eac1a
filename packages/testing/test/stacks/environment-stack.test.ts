import { environmentInput } from "../../src/configuration";
import { everything } from "../../src/everything";
import {
  annotations,
  onlyResource,
  resourceAddresses,
  synthStack,
  type TerraformJson,
} from "../../src/synth";
import { environmentStack, synthEnvironment } from "../../src/synth-environment";

/** How many resources of each type. */
const counts = (json: TerraformJson) =>
  Object.fromEntries(
    Object.entries(json.resource)
      .map(([type, byId]) => [type, Object.keys(byId).length] as const)
      .toSorted(),
  );

test("is a network, a cluster, a load balancer, the services, and who is told about them", () => {
  expect(counts(synthEnvironment())).toEqual({
    aws_cloudwatch_dashboard: 1,
    aws_cloudwatch_event_rule: 2, // failed deployments, scan findings
    aws_cloudwatch_event_target: 2,
    aws_cloudwatch_log_group: 1,
    aws_cloudwatch_metric_alarm: 8, // six of the service, two of the load balancer
    aws_default_network_acl: 1, // tagged
    aws_default_route_table: 1, // tagged
    aws_default_security_group: 1, // closed
    aws_ecs_cluster: 1,
    aws_ecs_cluster_capacity_providers: 1,
    aws_ecs_service: 1,
    aws_ecs_task_definition: 1,
    aws_eip: 1, // of the one NAT gateway
    aws_iam_role: 2, // execution, task
    aws_iam_role_policy: 1, // of the execution role; the task may do nothing
    aws_internet_gateway: 1,
    aws_kms_alias: 1,
    aws_kms_key: 1, // logs and notifications
    aws_lb: 1,
    aws_lb_listener: 1, // HTTP, as no certificate is named
    aws_lb_listener_rule: 1,
    aws_lb_target_group: 1,
    aws_nat_gateway: 1,
    aws_route: 3, // public to the internet, two private to NAT
    aws_route_table: 3, // one public, two private
    aws_route_table_association: 4,
    aws_security_group: 2, // load balancer, tasks
    aws_sns_topic: 1,
    aws_sns_topic_policy: 1,
    aws_subnet: 4,
    aws_vpc: 1,
    aws_vpc_endpoint: 1, // S3
    aws_vpc_security_group_egress_rule: 2,
    aws_vpc_security_group_ingress_rule: 2,
  });
});

test("without services that answer requests there is no load balancer to pay for", () => {
  const json = synthEnvironment({ services: [{ name: "worker" }] });
  expect(Object.keys(json.resource).filter((type) => type.startsWith("aws_lb"))).toEqual([]);
  expect(json.output ?? {}).not.toHaveProperty("url");
  expect(onlyResource(json, "aws_ecs_service")).not.toHaveProperty("load_balancer");
});

test("the ids of what keeps data", () => {
  const json = synthEnvironment({ loadBalancer: { accessLogRetentionDays: 90 } }, "prod");
  const stateful = /^aws_(kms_key|s3_bucket|cloudwatch_log_group|lb|ecs_cluster|ecs_service)\./;
  expect(resourceAddresses(json).filter((address) => stateful.test(address))).toEqual([
    "aws_cloudwatch_log_group.services_web_task_log-group_FA454BAC",
    "aws_ecs_cluster.cluster_A4C38409",
    "aws_ecs_service.services_web_service_D814BFBB",
    "aws_kms_key.key_F64E54E4",
    "aws_lb.load-balancer_30A23327",
    "aws_s3_bucket.load-balancer_access-logs_bucket_728549EA",
  ]);
});

test("dev and prod differ by configuration alone: the same of both gives the same ids", () => {
  expect(resourceAddresses(synthEnvironment({}, "dev"))).toEqual(
    resourceAddresses(synthEnvironment({}, "prod")),
  );
});

test("each has its own state key, its provider held to its account, region and tags", () => {
  const json = synthEnvironment({ region: "eu-central-1", tags: { CostCenter: "42" } }, "prod");
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
  // Terraform 1.11 or OpenTofu 1.10.6, and newer.
  expect(json.terraform["required_version"]).toBe(">= 1.10.6");
});

test("zones are the region's", () => {
  const zones = Object.values(synthEnvironment().resource["aws_subnet"]!).map(
    (s) => s.availability_zone,
  );
  expect(new Set(zones)).toEqual(new Set(["ap-northeast-2a", "ap-northeast-2c"]));
});

test("without NAT tasks get public addresses, as they could not pull their image otherwise", () => {
  const network = { cidr: "10.0.0.0/16", zones: ["a", "b"], nat: "none" as const };
  const json = synthEnvironment({ network });
  expect(onlyResource(json, "aws_ecs_service").network_configuration.assign_public_ip).toBe(true);
  expect(json.resource).not.toHaveProperty("aws_nat_gateway");
});

test("with a certificate the load balancer answers over HTTPS and says so", () => {
  const certificateArn = "arn:aws:acm:ap-northeast-2:111111111111:certificate/abc";
  const json = synthEnvironment({ loadBalancer: { certificateArn } });
  expect(
    Object.values(json.resource["aws_lb_listener"]!)
      .map(({ port }) => port)
      .toSorted(),
  ).toEqual([443, 80]);
  expect(json.output!["url"].value).toMatch(/^https:/);
  expect(synthEnvironment().output!["url"].value).toMatch(/^http:/);
});

test("a domain makes certificates and records for its names, and only for those in its zone", () => {
  const json = synthEnvironment({
    loadBalancer: { domain: { hostedZone: "example.com", name: "www.example.com" } },
    services: [
      { name: "web", http: { hosts: ["www.example.com", "*.shop.example.com"], priority: 100 } },
      { name: "other", http: { hosts: ["www.example.org"], priority: 200 } },
    ],
  });
  const certificates = Object.values(json.resource["aws_acm_certificate"]!);
  expect(certificates.map((c) => c.domain_name)).toEqual(["shop.example.com", "www.example.com"]);
  const records = Object.values(json.resource["aws_route53_record"]!);
  const aliases = records.filter(({ alias }) => alias).map(({ name }) => name);
  expect(aliases.toSorted()).toEqual(["*.shop.example.com", "www.example.com"]);
  expect(json.output!["url"].value).toBe("https://www.example.com");
});

test("what production keeps cannot be destroyed, and elsewhere can", () => {
  const changes = { loadBalancer: { accessLogRetentionDays: 30 } };
  const guards = (production: boolean) => {
    const json = synthEnvironment({ ...changes, production });
    return {
      key: onlyResource(json, "aws_kms_key").lifecycle?.prevent_destroy ?? false,
      logs: onlyResource(json, "aws_s3_bucket").lifecycle?.prevent_destroy ?? false,
      loadBalancer: onlyResource(json, "aws_lb").enable_deletion_protection,
    };
  };
  expect(guards(true)).toEqual({ key: true, logs: true, loadBalancer: true });
  expect(guards(false)).toEqual({ key: false, logs: false, loadBalancer: false });
});

test("every option in use passes the policies", () => {
  expect(
    annotations(environmentStack(everything("full"))).filter((line) => line.startsWith("error")),
  ).toEqual([]);
});

describe("while AWS_ENDPOINT_URL is set", () => {
  const stack = environmentStack(environmentInput("dev"), "http://127.0.0.1:4566");

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
      max_retries: 3,
    });
    // Without the account the provider reads a referenced security group back as another.
    expect(emulated.provider["aws"]![0]).not.toHaveProperty("skip_requesting_account_id");
    expect(emulated.provider["aws"]![0]).not.toHaveProperty("allowed_account_ids");
    expect(emulated.resource).toEqual(synthEnvironment().resource);
  });

  test("without it there is no warning", () => {
    expect(annotations(environmentStack(environmentInput("dev")))).toEqual([]);
  });
});
