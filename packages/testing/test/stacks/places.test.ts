import { REGIONS } from "../../../constructs/src/regions";
import type { EnvironmentInput, OrganizationInput } from "@groundwork/configuration";
import { configuration, environmentInput, github } from "../../src/configuration";
import { everything } from "../../src/everything";
import { stacksOf } from "../../src/stacks";
import { onlyResource, synthStack, type TerraformJson } from "../../src/synth";

const EU = "eu-west-1";

const stacks = (
  changes: Partial<EnvironmentInput> = {},
  organization: Partial<OrganizationInput> = {},
) =>
  stacksOf(
    configuration(organization, [
      environmentInput("prod", { places: [{ region: EU }], ...changes }),
    ]),
  );

const both = (changes: Partial<EnvironmentInput> = {}): [TerraformJson, TerraformJson] => {
  const of = stacks(changes);
  return [synthStack(of("prod-stack")), synthStack(of("prod-eu-west-1-stack"))];
};

/** Names that two stacks give to resources of a type. */
const names = (json: TerraformJson, type: string, argument = "name"): string[] =>
  Object.values(json.resource[type] ?? {})
    .map((resource) => String((resource as Record<string, unknown>)[argument]))
    .toSorted();

test("the stack of a place lies in its region and has a state of its own", () => {
  const [own, eu] = both();
  expect(own.provider["aws"]).toMatchObject([{ region: "ap-northeast-2" }]);
  expect(eu.provider["aws"]).toMatchObject([{ region: EU, allowed_account_ids: ["111111111111"] }]);
  expect(own.terraform.backend).toMatchObject({ s3: { key: "prod/terraform.tfstate" } });
  expect(eu.terraform.backend).toMatchObject({ s3: { key: "prod/eu-west-1/terraform.tfstate" } });
});

test("names that an account has once differ, and those of a region are the same", () => {
  const environment = everything("prod");
  const of = stacksOf(
    configuration({}, [
      {
        ...environment,
        // Names of a region would be this one's in the other.
        loadBalancer: {
          webAcl: "managed",
          accessLogRetentionDays: 7,
          testListener: { allowedCidrs: ["192.0.2.0/24"] },
        },
        places: [{ region: EU }],
      },
    ]),
  );
  const [own, eu] = ["prod-stack", "prod-eu-west-1-stack"].map((id) => synthStack(of(id))) as [
    TerraformJson,
    TerraformJson,
  ];
  for (const [type, argument] of [
    ["aws_iam_role", "name"],
    ["aws_iam_instance_profile", "name"],
    ["aws_cloudwatch_dashboard", "dashboard_name"],
    ["aws_s3_bucket", "bucket"],
  ] as const) {
    const [mine, theirs] = [names(own, type, argument), names(eu, type, argument)];
    const given = mine.filter((name) => name !== "undefined");
    expect(theirs.filter((name) => name !== "undefined")).toEqual(
      given.map((name) => `${name}-euw1`),
    );
    expect([type, given.length > 0]).toEqual([type, true]);
  }
  for (const type of ["aws_ecs_cluster", "aws_lb", "aws_kms_alias", "aws_sns_topic"]) {
    expect(names(eu, type)).toEqual(names(own, type));
  }
});

test("tasks of a place pull the copies in its region, which the registry makes", () => {
  const image = { tag: "v1" };
  const of = stacks({ services: [{ name: "web", image }] });
  const definition = onlyResource(
    synthStack(of("prod-eu-west-1-stack")),
    "aws_ecs_task_definition",
  );
  expect(String(definition["container_definitions"])).toContain(
    `111111111111.dkr.ecr.${EU}.amazonaws.com/acme/web:v1`,
  );
  expect(
    JSON.stringify(synthStack(of("prod-eu-west-1-stack")).resource["aws_iam_role_policy"]),
  ).toContain(`arn:aws:ecr:${EU}:111111111111:repository/acme/web`);
  expect(
    onlyResource(synthStack(of("registry-stack")), "aws_ecr_replication_configuration"),
  ).toMatchObject({
    replication_configuration: {
      rule: [{ destination: [{ region: EU, registry_id: "111111111111" }] }],
    },
  });
});

const domain = { hostedZone: "example.com", name: "www.example.com" };

test("records by latency lead to the nearest place, and ACM's record is the first place's", () => {
  const healthCheck = { path: "/health" };
  const routing = { policy: "latency", healthCheck } as const;
  const [own, eu] = both({ loadBalancer: { domain: { ...domain, routing } } });
  const record = (json: TerraformJson) =>
    Object.values(json.resource["aws_route53_record"]!).filter(
      (one) => (one as { type: string }).type === "A",
    );
  expect(record(own)).toMatchObject([
    {
      name: "www.example.com",
      set_identifier: "prod",
      latency_routing_policy: { region: "ap-northeast-2" },
    },
  ]);
  expect(record(eu)).toMatchObject([
    {
      name: "www.example.com",
      set_identifier: "prod-eu-west-1",
      latency_routing_policy: { region: EU },
    },
  ]);
  expect(onlyResource(eu, "aws_route53_health_check")).toMatchObject({
    type: "HTTPS",
    resource_path: "/health",
    request_interval: 30,
  });
  expect(Object.keys(own.resource["aws_route53_record"]!)).toHaveLength(2);
  expect(Object.keys(eu.resource["aws_route53_record"]!)).toHaveLength(1);
  expect(onlyResource(eu, "aws_acm_certificate_validation")).not.toHaveProperty(
    "validation_record_fqdns",
  );
});

test("by failover the second stands in for the first", () => {
  const jsons = both({ loadBalancer: { domain: { ...domain, routing: { policy: "failover" } } } });
  const types = jsons.map((json) => JSON.stringify(json.resource["aws_route53_record"]));
  expect(types[0]).toContain('{"type":"PRIMARY"}');
  expect(types[1]).toContain('{"type":"SECONDARY"}');
  expect(jsons[1].resource).not.toHaveProperty("aws_route53_health_check");
});

test("one role applies all places: its policies reach all regions, states and names of the environment", () => {
  const json = synthStack(stacks({}, { delivery: { github } })("delivery-stack"));
  const policies = JSON.stringify(json.resource["aws_iam_policy"]);
  expect(policies).toContain("arn:aws:ecs:*:111111111111:cluster/acme-prod");
  expect(policies).toContain("dashboard/acme-prod*");
  expect(Object.keys(json.resource["aws_sns_topic"]!)).toHaveLength(1);
  expect(names(json, "aws_iam_role").filter((name) => name.includes("prod"))).toEqual([
    "acme-apply-prod",
  ]);
});

test("the state policies of an environment are for the states of all its places", () => {
  const json = synthStack(stacks()("bootstrap-stack"));
  const full = Object.values(json.resource["aws_iam_policy"]!).find(
    (one) => (one as { name: string }).name === "acme-prod-state",
  ) as { policy: string };
  expect(full.policy).toContain("prod/*/terraform.tfstate");
  expect(full.policy).toContain("ForAllValues:StringLike");
  expect(Object.keys(json.output ?? {})).toEqual(
    expect.arrayContaining(["prod-backend", "prod-eu-west-1-backend"]),
  );
});

test("twenty-five regions leave the policies of delivery within what IAM takes", () => {
  const regions = REGIONS.filter((region) => region !== "ap-northeast-2").slice(0, 25);
  const of = stacks({ places: regions.map((region) => ({ region })) }, { delivery: { github } });
  const json = synthStack(of("delivery-stack"));
  for (const one of Object.values(json.resource["aws_iam_policy"]!)) {
    const { name, policy } = one as { name: string; policy: string };
    expect([name, policy.replaceAll(/\s/g, "").length <= 6144]).toEqual([name, true]);
  }
});
