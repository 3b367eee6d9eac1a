import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "../../src/configuration";
import { stacksOf } from "../../src/stacks";
import { onlyResource, synthStack, type TerraformJson } from "../../src/synth";
import { synthEnvironment } from "../../src/synth-environment";

describe("what a service runs", () => {
  const containerOf = (json: TerraformJson) =>
    JSON.parse(onlyResource(json, "aws_ecs_task_definition").container_definitions)[0];
  const pulls = (json: TerraformJson) => onlyResource(json, "aws_iam_role_policy").policy;

  test("a public placeholder before its first image; it may pull nothing from the registry", () => {
    expect(containerOf(synthEnvironment()).image).toMatch(/^public\.ecr\.aws\/nginx\/nginx:/);
    expect(pulls(synthEnvironment())).not.toContain("ecr:");
  });

  test("the placeholder answers on the service's port, and needs none of what the image will", () => {
    const container = containerOf(
      synthEnvironment({
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
    const json = synthEnvironment({ services: [{ name: "web", image: { tag: "v1", digest } }] });
    expect(containerOf(json).image).toBe(
      `111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web@${digest}`,
    );
  });

  test("its own repository's image, and it may pull that one alone", () => {
    const json = synthEnvironment({ services: [{ name: "web", image: { tag: "v1.2.3" } }] });
    expect(containerOf(json).image).toBe(
      "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web:v1.2.3",
    );
    expect(pulls(json)).toContain("arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/web");
  });

  test("with the least memory that goes with its cpu, unless told", () => {
    const json = synthEnvironment({ services: [{ name: "web", cpuUnits: 1024 }] });
    expect(onlyResource(json, "aws_ecs_task_definition")).toMatchObject({
      cpu: "1024",
      memory: "2048",
    });
  });
});

test("the count is ignored exactly when the service autoscales", () => {
  const fixed = onlyResource(synthEnvironment(), "aws_ecs_service");
  expect(fixed.lifecycle).not.toHaveProperty("ignore_changes");
  const autoscaling = { minCount: 1, maxCount: 3 };
  const scaling = synthEnvironment({ services: [{ name: "web", autoscaling }] });
  expect(onlyResource(scaling, "aws_ecs_service").lifecycle.ignore_changes).toEqual([
    "desired_count",
  ]);
  expect(onlyResource(scaling, "aws_appautoscaling_target")).toMatchObject({
    min_capacity: 1,
    max_capacity: 3,
  });
});

describe("which listener rule is asked first", () => {
  type Services = NonNullable<EnvironmentInput["services"]>;
  const rulesOf = (services: Services) =>
    synthEnvironment({ services }).resource["aws_lb_listener_rule"]!;
  const backend = { name: "backend", http: { paths: ["/api/*"], priority: 100 } };
  const network = { name: "network", http: { priority: 300 } };

  test("is said by their priorities, and any service name will do", () => {
    const rules = Object.values(rulesOf([backend, { name: "worker" }, network]));
    expect(
      rules.map(({ priority, condition }) => [priority, condition[0].path_pattern.values]),
    ).toEqual([
      [100, ["/api/*"]],
      [300, ["/*"]],
    ]);
  });

  test("stays as it is when services are turned round, removed or added", () => {
    const rules = rulesOf([backend, network]);
    const added = { name: "added", http: { paths: ["/added/*"], priority: 200 } };
    expect(rulesOf([added, network, { name: "worker" }, backend])).toMatchObject(rules);
    expect(rules).toMatchObject(rulesOf([network]));
  });

  test("is no question for an only one, wherever it is in the list", () => {
    const web = { name: "web", http: {} };
    expect(rulesOf([{ name: "worker" }, web])).toEqual(rulesOf([web]));
    expect(Object.values(rulesOf([web])).map(({ priority }) => priority)).toEqual([100]);
  });
});

test("images from a pull-through cache may be imported, others of the registry only pulled", () => {
  const host = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com";
  const sidecars = [
    { name: "cached", image: `${host}/ecr-public/envoy:v1` },
    { name: "own", image: `${host}/acme/agent:v1` },
    { name: "public", image: "public.ecr.aws/x/y:1" },
  ];
  const registry = { pullThroughCaches: [{ upstream: "ecr-public" as const }] };
  const services = [{ name: "web", sidecars }];
  const stacks = stacksOf(configuration({ registry }, [environmentInput("dev", { services })]));
  const json = synthStack(stacks("dev-stack"));
  const { policy } = onlyResource(json, "aws_iam_role_policy");
  const statements = JSON.parse(policy).Statement.filter(({ Action }: { Action: string[] }) =>
    Action.includes("ecr:BatchImportUpstreamImage"),
  );
  expect(statements.flatMap(({ Resource }: { Resource: string[] }) => Resource)).toEqual([
    "arn:aws:ecr:ap-northeast-2:111111111111:repository/ecr-public/envoy",
  ]);
  expect(policy).toContain("repository/acme/agent");
});
