import type { CodeDeployDeployment } from "../../../src/container-service/code-deploy/code-deploy-options";
import type { Service } from "../../../src/container-service/service/service";
import { onlyResource, type TerraformJson } from "@groundwork/testing/synth";
import { alarms, synthService, type Overrides } from "./synth-service";

const testListener = { port: 8443, allowedCidrs: ["203.0.113.0/24"] };

const synth = (
  deployment: Partial<CodeDeployDeployment> = {},
  overrides: Overrides = {},
  look?: (service: Service) => void,
): TerraformJson =>
  synthService(
    {
      deployment: { strategy: "CODE_DEPLOY", ...deployment },
      ...overrides,
    },
    look,
  );

const serviceOf = (json: TerraformJson) => onlyResource(json, "aws_ecs_service");
const groupOf = (json: TerraformJson) => onlyResource(json, "aws_codedeploy_deployment_group");

test("leaves deployments to CodeDeploy, and says nothing that ECS refuses then", () => {
  const service = serviceOf(synth());
  expect(service).toMatchObject({
    deployment_controller: { type: "CODE_DEPLOY" },
    wait_for_steady_state: false,
  });
  for (const argument of [
    "alarms",
    "availability_zone_rebalancing",
    "deployment_circuit_breaker",
    "deployment_configuration",
    "deployment_maximum_percent",
    "deployment_minimum_healthy_percent",
    "force_new_deployment",
    "sigint_rollback",
  ]) {
    expect(service).not.toHaveProperty(argument);
  }
  expect(service.load_balancer[0]).not.toHaveProperty("advanced_configuration");
});

test("leaves alone what CodeDeploy changes, and expects no task definition of its own", () => {
  const theirs = [
    "capacity_provider_strategy",
    "load_balancer",
    "network_configuration",
    "task_definition",
  ];
  expect(serviceOf(synth()).lifecycle).toEqual({ ignore_changes: theirs });
  const autoscaling = { minCount: 1, maxCount: 3, cpuPercent: 70 };
  expect(serviceOf(synth({}, { autoscaling })).lifecycle.ignore_changes).toEqual([
    "desired_count",
    ...theirs,
  ]);
});

test("requests move between two target groups, which the rule names from the start", () => {
  const json = synth();
  const groups = Object.keys(json.resource["aws_lb_target_group"]!);
  expect(groups).toHaveLength(2);
  expect(groupOf(json).load_balancer_info.target_group_pair_info.target_group).toEqual(
    groups.toReversed().map((id) => ({ name: `\${aws_lb_target_group.${id}.name}` })),
  );
  const { action, lifecycle } = onlyResource(json, "aws_lb_listener_rule");
  expect(action[0].forward.target_group).toHaveLength(2);
  expect(lifecycle.ignore_changes).toEqual(["action"]);
});

test("CodeDeploy needs no role of ECS to move requests", () => {
  const names = Object.values(synth().resource["aws_iam_role"]!).map(({ name }) => name);
  expect(names).toContain("acme-dev-web-codedeploy");
  expect(names).not.toContain("acme-dev-web-shift");
});

test("the group comes after the service, and goes before it", () => {
  expect(groupOf(synth()).ecs_service.service_name).toMatch(/^\$\{aws_ecs_service\..*\.name\}$/);
});

test("the test listener is the load balancer's", () => {
  const { target_group_pair_info: pair } = groupOf(synth()).load_balancer_info;
  expect(pair).not.toHaveProperty("test_traffic_route");
  const json = synth({ waitMinutes: 5 }, { ofLoadBalancer: { testListener } });
  const [arn] = groupOf(json).load_balancer_info.target_group_pair_info.test_traffic_route
    .listener_arns as string[];
  expect(arn).toContain("test");
});

test("the service's alarms roll a deployment back, unless they are not to", () => {
  const names = (deployment: Partial<CodeDeployDeployment>) =>
    groupOf(synth(deployment, { alarms })).alarm_configuration;
  expect(names({}).alarms).toHaveLength(3);
  expect(names({}).enabled).toBe(true);
  expect(names({ rollbackOnAlarms: false })).toEqual({ enabled: false, alarms: [] });
});

test("hands over what the service would be told", () => {
  let service: Service | undefined;
  const json = synth({}, {}, (made) => (service = made));
  const [properties] = (service!.handOver!.appSpec.Resources as any[]).map(
    ({ TargetService }) => TargetService.Properties,
  );
  const { network_configuration: network, capacity_provider_strategy: capacity } = serviceOf(json);
  expect(properties.LoadBalancerInfo).toEqual({ ContainerName: "web", ContainerPort: 8080 });
  expect(properties.NetworkConfiguration.AwsvpcConfiguration).toMatchObject({
    Subnets: network.subnets,
    AssignPublicIp: network.assign_public_ip ? "ENABLED" : "DISABLED",
  });
  expect(properties.CapacityProviderStrategy).toEqual([
    { CapacityProvider: capacity[0].capacity_provider, Base: 0, Weight: capacity[0].weight },
  ]);
});

test("other strategies hand nothing over", () => {
  synthService({}, (service) => expect(service.handOver).toBeUndefined());
});
