import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import {
  alarms,
  canary,
  serviceOf,
  synthService,
  testListener,
  type Overrides,
} from "./synth-service";

const ownAddresses = (overrides?: Overrides) =>
  resourceAddresses(synthService(overrides)).filter((address) => address.includes(".web_"));

const worker = [
  "aws_cloudwatch_log_group.web_task_log-group_DD4DE42B", // holds the logs: must not change
  "aws_ecs_service.web_service_10983F6A", // a new id is an outage: must not change
  "aws_ecs_task_definition.web_task_definition_CBF1B4BB",
  "aws_iam_role.web_task_execution-role_4212F43E", // ECS's, to start tasks
  "aws_iam_role.web_task_task-role_D9B7A572", // the application's
  "aws_iam_role_policy.web_task_execution-policy_0182E373",
  "aws_security_group.web_security-group_7D897C8C",
  "aws_vpc_security_group_egress_rule.web_tasks-to-https_76F27CF0", // images and logs
];

const reached = [
  ...worker,
  "aws_lb_listener_rule.web_route_listener-rule_C720364A", // which requests come here
  "aws_lb_target_group.web_route_target-group_3E8CD79F", // the tasks that take them
  "aws_vpc_security_group_egress_rule.web_route_load-balancer-to-tasks_80098CF2",
  "aws_vpc_security_group_ingress_rule.web_route_tasks-from-load-balancer_F1A0FBA9",
];

const shifting = [
  ...reached,
  "aws_lb_target_group.web_route_alternate-target-group_57187FB7", // the next version's tasks
  "aws_iam_role.web_traffic-shift_role_9A8B267A", // ECS's, to shift traffic
  "aws_iam_role_policy_attachment.web_traffic-shift_policy_3942F84D",
];

describe("consists of", () => {
  test("the least as a worker: no load balancer knows of it", () => {
    expect(ownAddresses({ http: null })).toEqual(worker);
  });

  test("a way for requests besides, with http", () => {
    expect(ownAddresses()).toEqual(reached.toSorted());
  });

  test("a second target group and a role to use it, where deployments shift traffic", () => {
    expect(ownAddresses({ deployment: canary })).toEqual(shifting.toSorted());
  });

  test("a rule for tests where there is a listener for them", () => {
    expect(ownAddresses({ deployment: canary, ofLoadBalancer: { testListener } })).toEqual(
      [...shifting, "aws_lb_listener_rule.web_route_test-listener-rule_1324F2BC"].toSorted(),
    );
  });
});

describe("capacity", () => {
  test("is by a strategy: a launch type could never be changed to one", () => {
    const service = serviceOf({
      capacityProviderStrategy: [
        { capacityProvider: "FARGATE", base: 2 },
        { capacityProvider: "FARGATE_SPOT", weight: 3 },
      ],
    });
    expect(service.capacity_provider_strategy).toEqual([
      { capacity_provider: "FARGATE", weight: 1, base: 2 },
      { capacity_provider: "FARGATE_SPOT", weight: 3 },
    ]);
    expect(service).not.toHaveProperty("launch_type");
  });

  test("can change in place: the provider plans another strategy only with a forced deployment", () => {
    expect(serviceOf().force_new_deployment).toBe(true);
  });

  const onInstances: Overrides = {
    capacityProviderStrategy: [{ capacityProvider: "EC2" }],
    ofCluster: {
      instances: {
        instanceType: "m7i.large",
        maxCount: 2,
        vpcId: "vpc-1",
        subnetIds: ["subnet-3", "subnet-4"],
        assignPublicIp: true,
        protection: false,
      },
    },
  };

  test("on instances takes the cluster's own provider, and a task made for them", () => {
    const json = synthService(onInstances);
    const [share] = onlyResource(json, "aws_ecs_service").capacity_provider_strategy;
    expect(share.capacity_provider).toMatch(/^\$\{aws_ecs_capacity_provider\./);
    expect(onlyResource(json, "aws_ecs_task_definition").requires_compatibilities).toEqual(["EC2"]);
  });

  test.each<[string, boolean, Overrides, boolean]>([
    ["on Fargate when asked for", true, {}, true],
    ["not when not asked for", false, {}, false],
    // ECS refuses the service otherwise.
    ["never on instances", true, onInstances, false],
  ])("has public addresses %s", (_, assignPublicIp, overrides, expected) => {
    expect(serviceOf({ ...overrides, assignPublicIp }).network_configuration).toEqual({
      subnets: ["subnet-3", "subnet-4"],
      security_groups: ["${aws_security_group.web_security-group_7D897C8C.id}"],
      assign_public_ip: expected,
    });
  });
});

test("hands its tags on to its tasks", () => {
  expect(serviceOf()).toMatchObject({ propagate_tags: "SERVICE", enable_ecs_managed_tags: true });
});

describe("commands in containers", () => {
  const kmsKeyArn = "arn:aws:kms:eu-central-1:111111111111:key/1";
  const ofCluster = { exec: { kmsKeyArn, logRetentionDays: 7 } };

  test("can be run where asked for", () => {
    const json = synthService({ exec: true, ofCluster });
    expect(onlyResource(json, "aws_ecs_service").enable_execute_command).toBe(true);
    const policies = JSON.stringify(json.resource["aws_iam_role_policy"]);
    expect(policies).toContain("ssmmessages:OpenDataChannel");
  });

  test("cannot, and no task may open a session, where not", () => {
    const json = synthService({ ofCluster });
    expect(onlyResource(json, "aws_ecs_service").enable_execute_command).toBe(false);
    expect(JSON.stringify(json.resource["aws_iam_role_policy"])).not.toContain("ssmmessages");
  });
});

describe("order", () => {
  const always = [
    "aws_ecs_cluster_capacity_providers.cluster_capacity-providers_D17397A4",
    "aws_iam_role_policy.web_task_execution-policy_0182E373",
    "aws_vpc_security_group_egress_rule.web_tasks-to-https_76F27CF0",
  ];
  const route = [
    "aws_lb_listener_rule.web_route_listener-rule_C720364A",
    "aws_vpc_security_group_egress_rule.web_route_load-balancer-to-tasks_80098CF2",
    "aws_vpc_security_group_ingress_rule.web_route_tasks-from-load-balancer_F1A0FBA9",
  ];
  const hooks = [
    {
      lambdaArn: "arn:aws:lambda:eu-central-1:111111111111:function:smoke",
      stages: ["POST_SCALE_UP" as const],
    },
  ];

  test.each<[string, Overrides, string[]]>([
    ["a worker", { http: null }, always],
    ["with http", {}, [...always, ...route]],
    [
      "with traffic to shift, and hooks",
      { deployment: { ...canary, hooks }, ofLoadBalancer: { testListener } },
      [
        ...always,
        ...route,
        "aws_lb_listener_rule.web_route_test-listener-rule_1324F2BC",
        "aws_iam_role_policy_attachment.web_traffic-shift_policy_3942F84D",
        "aws_iam_role_policy.web_hooks_policy_18ED8F1A",
      ],
    ],
  ])("%s is made after, and destroyed before, all it needs", (_, overrides, expected) => {
    expect(serviceOf(overrides).depends_on.toSorted()).toEqual(expected.toSorted());
  });

  test("includes what the caller knows of", () => {
    const endpoint = { fqn: "aws_vpc_endpoint.ecr" };
    expect(serviceOf({ dependsOn: [endpoint] }).depends_on).toContain(endpoint.fqn);
  });
});

describe("alarms", () => {
  const names = (...kinds: string[]) =>
    kinds.map((kind) => expect.stringMatching(`web_alarms_${kind}_`));

  test.each([true, false])("watch deployments; whether they end one is a choice: %s", (on) => {
    const deployment = { strategy: "ROLLING", rollbackOnAlarms: on } as const;
    expect(serviceOf({ alarms, deployment }).alarms).toEqual({
      // References, so that the alarms exist when ECS is told of them.
      alarm_names: names("5xx", "unhealthy-hosts", "latency"),
      // Written when off as well: left out, it would stay as ECS has it.
      enable: on,
      rollback: on,
    });
  });

  test("of a worker end no deployment: it has none on requests", () => {
    expect(serviceOf({ alarms, http: null })).not.toHaveProperty("alarms");
  });

  test("that nobody asked for do not exist", () => {
    expect(serviceOf()).not.toHaveProperty("alarms");
  });
});

describe("fails", () => {
  test.each<[string, Overrides, string]>([
    [
      "on a port that the container does not listen on",
      { http: { port: 9090 } },
      "web.http.port: got 9090, expected 8080, the port of the first container",
    ],
    [
      "on commands in a cluster without the means",
      { exec: true },
      "web.exec: got true, expected false, as the cluster is not made for it",
    ],
  ])("%s", (_, overrides, message) => {
    expect(() => synthService(overrides)).toThrow(message);
  });
});
