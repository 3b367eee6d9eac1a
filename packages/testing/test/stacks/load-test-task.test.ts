import { configuration, environmentInput, github, pipeline } from "../../src/configuration";
import type { Request } from "../../src/iam";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { resourceAddresses, synthStack } from "../../src/synth";
import { synthEnvironment } from "../../src/synth-environment";

const image = `public.ecr.aws/docker/library/node:24-alpine@sha256:${"d".repeat(64)}`;
const NETWORK = { cidr: "10.10.0.0/16", nat: "per-zone" as const, zones: ["a", "b"] };
const CLOSED = {
  allowedCidrs: ["192.0.2.0/24"],
  testListener: { allowedCidrs: ["192.0.2.0/24"] },
};
const changes = { network: NETWORK, loadBalancer: CLOSED, loadTestTask: { image } };
const json = synthEnvironment(changes);
const own = (addresses: readonly string[]) =>
  addresses.filter((address) => /load-test|nat-.-to-/.test(address));

test("it is a task with its log, two roles and a way out, and nothing that runs", () => {
  expect(
    own(resourceAddresses(json)).map((address) => address.replace(/_[0-9A-F]{8}$/, "")),
  ).toEqual([
    "aws_cloudwatch_log_group.load-test-task_log-group",
    "aws_ecs_task_definition.load-test-task_definition",
    "aws_iam_role.load-test-task_execution-role",
    "aws_iam_role.load-test-task_task-role",
    "aws_iam_role_policy.load-test-task_execution-policy",
    "aws_security_group.load-test-task_security-group",
    ...["443", "80", "8443"].map(
      (port) => `aws_vpc_security_group_egress_rule.load-test-task_to-${port}`,
    ),
    // By both NAT gateways, to the listener and to the one for trying.
    ...["a-to-80", "a-to-8443", "b-to-80", "b-to-8443"].map(
      (way) => `aws_vpc_security_group_ingress_rule.load-balancer_nat-${way}`,
    ),
  ]);
});

test("its program may do nothing in AWS", () => {
  const policies = Object.entries(json.resource["aws_iam_role_policy"]!);
  const [start, ...others] = policies.filter(([id]) => id.startsWith("load-test-task"));
  expect(others).toEqual([]);
  expect(start![1].role).toMatch(/execution-role/);
});

test("the load balancer lets in its addresses, which nobody else has", () => {
  const rules = Object.values(json.resource["aws_vpc_security_group_ingress_rule"]!);
  expect(rules.find((rule) => rule.description === "Load tests by nat-a")).toMatchObject({
    cidr_ipv4: expect.stringMatching(/^\$\{aws_eip\.network_nat-address-a_\w+\.public_ip\}\/32$/),
  });
});

test("where the internet is let in anyway, only the other listener is opened", () => {
  const { testListener } = CLOSED;
  const open = synthEnvironment({ ...changes, loadBalancer: { testListener } });
  expect(own(resourceAddresses(open)).filter((one) => one.includes("ingress_rule"))).toEqual([
    expect.stringContaining("nat-a-to-8443"),
    expect.stringContaining("nat-b-to-8443"),
  ]);
});

test("an output says how it is run", () => {
  expect(json.output!["load-test"].value).toEqual({
    taskDefinition: expect.stringContaining("aws_ecs_task_definition.load-test-task"),
    subnetIds: [expect.any(String), expect.any(String)],
    securityGroupId: expect.stringContaining("aws_security_group.load-test-task"),
    logGroupName: expect.stringContaining("aws_cloudwatch_log_group.load-test-task"),
  });
});

test("without the option, or a load balancer, there is none of it", () => {
  const { loadTestTask: _, ...without } = changes;
  expect(own(resourceAddresses(synthEnvironment(without)))).toEqual([]);
  const worker = { services: [{ name: "worker" }] };
  expect(own(resourceAddresses(synthEnvironment({ ...changes, ...worker })))).toEqual([]);
});

test.each([
  [{ network: { ...NETWORK, nat: "none" as const } }, "network.nat to be single or per-zone"],
  [{ services: [{ name: "load-test", http: {} }] }, "no service called load-test"],
  [{ loadTestTask: { image: "node:24" } }, "an image with its digest"],
])("%j is refused", (other, said) => {
  expect(() => synthEnvironment({ ...changes, ...other })).toThrow(said);
});

describe("who may run it", () => {
  function rolesWith(loadTestTask?: { image: string }): Roles {
    const dev = environmentInput("dev", {
      production: false,
      loadTest: { requestsPerSecond: 10, p99Milliseconds: 300 },
      ...(loadTestTask && { loadTestTask }),
    });
    const all = [dev, environmentInput("prod")];
    const stacks = stacksOf(configuration({ delivery: { github, pipeline } }, all));
    return new Roles([synthStack(stacks("delivery-stack")), synthStack(stacks("bootstrap-stack"))]);
  }
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:ap-northeast-2:111111111111:${resource}`;
  const cluster = { "ecs:cluster": arn("ecs", "cluster/acme-dev") };
  const ROLES = [
    "acme-plan-main",
    "acme-apply-dev",
    "acme-apply-prod",
    ...["plan-dev", "apply-dev", "load-dev", "plan-prod", "apply-prod", "tell"].map(
      (build) => `acme-delivery-${build}`,
    ),
  ];
  const [having, lacking] = [rolesWith({ image }), rolesWith()];
  const mayIn = (roles: Roles, request: Request) =>
    ROLES.filter((role) => roles.may(role, request));

  test.each<[string, string, NonNullable<Request["context"]>]>([
    ["ecs:RunTask", arn("ecs", "task-definition/acme-dev-load-test:3"), cluster],
    ["ecs:StopTask", arn("ecs", "task/acme-dev/1"), cluster],
    ["logs:GetLogEvents", arn("logs", "log-group:/ecs/acme-dev/load-test:log-stream:x"), {}],
  ])("%s: who applies and who tests, where there is one", (action, resource, context) => {
    const request = { action, resource, context };
    expect(mayIn(having, request)).toEqual([
      "acme-apply-dev",
      "acme-delivery-apply-dev",
      "acme-delivery-load-dev",
    ]);
    expect(mayIn(lacking, request)).toEqual([]);
  });

  test.each([
    ["ecs:RunTask", arn("ecs", "task-definition/acme-dev-web:3"), cluster],
    ["logs:GetLogEvents", arn("logs", "log-group:/ecs/acme-dev/web:log-stream:x"), {}],
  ])("%s of a service: nobody", (action, resource, context) => {
    expect(mayIn(having, { action, resource, context })).toEqual([]);
  });

  test("who only tests hands on no other role, and writes no other result", () => {
    const pass = (role: string) => ({
      action: "iam:PassRole",
      resource: `arn:aws:iam::111111111111:role/${role}`,
      context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    });
    const put = (key: string) => ({
      action: "s3:PutObject",
      resource: `arn:aws:s3:::acme-111111111111-ap-northeast-2-plans/${key}`,
      context: { "s3:if-none-match": "*", "s3:ObjectCreationOperation": "true" },
    });
    const may = (request: Request) => having.may("acme-delivery-load-dev", request);
    expect(may(pass("acme-dev-load-test-execution"))).toBe(true);
    expect(may(pass("acme-dev-web-task"))).toBe(false);
    expect(may(put("results/dev/load-tests/web/1.json"))).toBe(true);
    expect(may(put("results/prod/load-tests/web/1.json"))).toBe(false);
    expect(may(put("results/dev/1/outcome.json"))).toBe(false);
  });
});
