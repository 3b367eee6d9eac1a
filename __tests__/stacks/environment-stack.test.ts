import { Testing, type TerraformStack } from "cdktf";
import type { EnvironmentInput } from "../../environments/environment";
import { addStacks } from "../../stacks";
import { configuration, environmentInput } from "../support/configuration";
import { everything } from "../support/everything";
import {
  annotations,
  onlyResource,
  resourceAddresses,
  synthStack,
  type TerraformJson,
} from "../support/synth";

function stackOf(environment: EnvironmentInput, emulatorEndpoint?: string): TerraformStack {
  const app = Testing.app();
  addStacks(app, configuration({}, [environment]), { emulatorEndpoint });
  return app.node.findChild(`${environment.name}-stack`) as TerraformStack;
}

const synth = (changes: Partial<EnvironmentInput> = {}, name = "dev"): TerraformJson =>
  synthStack(stackOf(environmentInput(name, changes)));

/** How many resources of each type. */
const counts = (json: TerraformJson) =>
  Object.fromEntries(
    Object.entries(json.resource)
      .map(([type, byId]) => [type, Object.keys(byId).length] as const)
      .toSorted(),
  );

test("is a network, a cluster, a load balancer, the services, and who is told about them", () => {
  expect(counts(synth())).toEqual({
    aws_cloudwatch_dashboard: 1,
    aws_cloudwatch_event_rule: 2, // failed deployments, scan findings
    aws_cloudwatch_event_target: 2,
    aws_cloudwatch_log_group: 1,
    aws_cloudwatch_metric_alarm: 8, // six of the service, two of the load balancer
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
  const json = synth({ services: [{ name: "worker" }] });
  expect(Object.keys(json.resource).filter((type) => type.startsWith("aws_lb"))).toEqual([]);
  expect(json.output ?? {}).not.toHaveProperty("url");
  expect(onlyResource(json, "aws_ecs_service")).not.toHaveProperty("load_balancer");
});

test("the ids of what keeps data", () => {
  const json = synth({ loadBalancer: { accessLogRetentionDays: 90 } }, "prod");
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

  test("the placeholder answers on the service's port, and needs none of what the image will", () => {
    const container = containerOf(
      synth({
        services: [
          {
            name: "web",
            http: { port: 8080, healthCheckPath: "/up" },
            command: ["serve"],
            secrets: { KEY: { parameter: "/not/there/yet" } },
            healthCheck: { command: ["CMD", "curl", "localhost"] },
          },
        ],
      }),
    );
    expect(container.portMappings[0].containerPort).toBe(8080);
    expect(container.command.join(" ")).toContain("listen 8080;");
    expect(container).not.toHaveProperty("secrets");
    expect(container).not.toHaveProperty("healthCheck");
  });

  test("by digest where there is one", () => {
    const digest = `sha256:${"d".repeat(64)}`;
    const json = synth({ services: [{ name: "web", image: { tag: "v1", digest } }] });
    expect(containerOf(json).image).toBe(
      `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web@${digest}`,
    );
  });

  test("its own repository's image, and it may pull that one alone", () => {
    const json = synth({ services: [{ name: "web", image: { tag: "v1.2.3" } }] });
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
  expect(fixed.lifecycle).not.toHaveProperty("ignore_changes");
  const autoscaling = { minCount: 1, maxCount: 3 };
  const scaling = synth({ services: [{ name: "web", autoscaling }] });
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
    { name: "backend", http: { paths: ["/api/*"] } },
    { name: "worker" },
    { name: "network", http: {} },
  ];
  const rules = Object.values(synth({ services }).resource["aws_lb_listener_rule"]!);
  expect(
    rules.map(({ priority, condition }) => [priority, condition[0].path_pattern.values]),
  ).toEqual([
    [100, ["/api/*"]],
    [300, ["/*"]],
  ]);
});

test("with a certificate the load balancer answers over HTTPS and says so", () => {
  const certificateArn = "arn:aws:acm:ap-northeast-2:111111111111:certificate/abc";
  const json = synth({ loadBalancer: { certificateArn } });
  expect(
    Object.values(json.resource["aws_lb_listener"]!)
      .map(({ port }) => port)
      .toSorted(),
  ).toEqual([443, 80]);
  expect(json.output!["url"].value).toMatch(/^https:/);
  expect(synth().output!["url"].value).toMatch(/^http:/);
});

test("a domain makes certificates and records for its names, and only for those in its zone", () => {
  const json = synth({
    loadBalancer: { domain: { hostedZone: "example.com", name: "www.example.com" } },
    services: [
      { name: "web", http: { hosts: ["www.example.com", "*.shop.example.com"] } },
      { name: "other", http: { hosts: ["www.example.org"] } },
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
    const json = synth({ ...changes, production });
    return {
      key: onlyResource(json, "aws_kms_key").lifecycle?.prevent_destroy ?? false,
      logs: onlyResource(json, "aws_s3_bucket").lifecycle?.prevent_destroy ?? false,
      loadBalancer: onlyResource(json, "aws_lb").enable_deletion_protection,
    };
  };
  expect(guards(true)).toEqual({ key: true, logs: true, loadBalancer: true });
  expect(guards(false)).toEqual({ key: false, logs: false, loadBalancer: false });
});

test("images from a pull-through cache may be imported, others of the registry only pulled", () => {
  const app = Testing.app();
  const host = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com";
  const sidecars = [
    { name: "cached", image: `${host}/ecr-public/envoy:v1` },
    { name: "own", image: `${host}/acme/agent:v1` },
    { name: "public", image: "public.ecr.aws/x/y:1" },
  ];
  const registry = { pullThroughCaches: [{ upstream: "ecr-public" as const }] };
  const services = [{ name: "web", sidecars }];
  addStacks(app, configuration({ registry }, [environmentInput("dev", { services })]));
  const json = synthStack(app.node.findChild("dev-stack") as TerraformStack);
  const { policy } = onlyResource(json, "aws_iam_role_policy");
  const statements = JSON.parse(policy).Statement.filter(({ Action }: { Action: string[] }) =>
    Action.includes("ecr:BatchImportUpstreamImage"),
  );
  expect(statements.flatMap(({ Resource }: { Resource: string[] }) => Resource)).toEqual([
    "arn:aws:ecr:ap-northeast-2:111111111111:repository/ecr-public/envoy",
  ]);
  expect(policy).toContain("repository/acme/agent");
});

test("every option in use passes the policies", () => {
  expect(
    annotations(stackOf(everything("full"))).filter((line) => line.startsWith("error")),
  ).toEqual([]);
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
