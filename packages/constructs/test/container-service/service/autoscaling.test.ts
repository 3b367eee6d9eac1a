import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { synthService, type Overrides } from "./synth-service";

const synthesize = (autoscaling: Partial<Overrides["autoscaling"]> = {}) =>
  synthService({ autoscaling: { minCount: 2, maxCount: 6, ...autoscaling } });

const night = { name: "night", cron: "0 20 ? * MON-FRI *", minCount: 0, maxCount: 0 };

const scaling = (json: ReturnType<typeof synthesize>) =>
  resourceAddresses(json).filter((address) => address.startsWith("aws_appautoscaling"));

const target = "aws_appautoscaling_target.web_scaling-target_CBB2222E";
const cpu = "aws_appautoscaling_policy.web_scaling-policy_7AD03EC3";
const memory = "aws_appautoscaling_policy.web_memory-scaling-policy_A6E064F6";
const requests = "aws_appautoscaling_policy.web_request-scaling-policy_00649290";
const nightly = "aws_appautoscaling_scheduled_action.web_schedule-night_99AD70E4";

const policy = (json: ReturnType<typeof synthesize>, address: string) =>
  json.resource["aws_appautoscaling_policy"]![address.split(".")[1]!];

test("does not exist where the number of tasks is fixed", () => {
  expect(scaling(synthService())).toEqual([]);
});

test("follows CPU by default", () => {
  expect(scaling(synthesize())).toEqual([cpu, target]);
});

test("follows memory, requests and the clock where asked for", () => {
  const json = synthesize({ memoryPercent: 70, requestsPerTarget: 500, schedules: [night] });
  expect(scaling(json)).toEqual([cpu, memory, requests, nightly, target].toSorted());
});

describe("bounds", () => {
  test("are those of the configuration", () => {
    const found = onlyResource(synthesize(), "aws_appautoscaling_target");
    expect(found).toMatchObject({
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id:
        "service/${aws_ecs_cluster.cluster_A4C38409.name}/${aws_ecs_service.web_service_10983F6A.name}",
      min_capacity: 2,
      max_capacity: 6,
    });
    expect(found).not.toHaveProperty("lifecycle");
  });

  test("are left alone exactly where schedules move them: an apply would wake up what sleeps", () => {
    const json = synthesize({ schedules: [night] });
    expect(onlyResource(json, "aws_appautoscaling_target").lifecycle).toEqual({
      ignore_changes: ["min_capacity", "max_capacity"],
    });
  });

  test("are moved by the clock of the given place", () => {
    const json = synthesize({ schedules: [night], timeZone: "Europe/Berlin" });
    expect(onlyResource(json, "aws_appautoscaling_scheduled_action")).toMatchObject({
      name: "acme-dev-web-night",
      schedule: "cron(0 20 ? * MON-FRI *)",
      timezone: "Europe/Berlin",
      scalable_target_action: { min_capacity: "0", max_capacity: "0" },
    });
  });
});

describe("policies", () => {
  const json = synthesize({ cpuPercent: 60, memoryPercent: 70, requestsPerTarget: 500 });
  const load = "${aws_lb.load-balancer_30A23327.arn_suffix}";
  const group = "${aws_lb_target_group.web_route_target-group_3E8CD79F.arn_suffix}";

  test.each([
    [cpu, "cpu", 60, { predefined_metric_type: "ECSServiceAverageCPUUtilization" }],
    [memory, "memory", 70, { predefined_metric_type: "ECSServiceAverageMemoryUtilization" }],
    [
      requests,
      "requests",
      500,
      { predefined_metric_type: "ALBRequestCountPerTarget", resource_label: `${load}/${group}` },
    ],
  ])("%s: out soon, in late", (address, suffix, target_value, metric) => {
    expect(policy(json, address)).toMatchObject({
      name: `acme-dev-web-${suffix}`,
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: {
        predefined_metric_specification: metric,
        target_value,
        scale_out_cooldown: 60,
        scale_in_cooldown: 300,
      },
    });
  });

  test("aim at 75 % of the CPU where nothing is said", () => {
    const { target_tracking_scaling_policy_configuration: tracking } = policy(synthesize(), cpu);
    expect(tracking.target_value).toBe(75);
  });

  test("and schedules are written one after the other: AWS takes one change at a time", () => {
    const all = synthesize({ memoryPercent: 70, requestsPerTarget: 500, schedules: [night] });
    const action = onlyResource(all, "aws_appautoscaling_scheduled_action");
    const chain = [policy(all, cpu), policy(all, memory), policy(all, requests), action];
    expect(chain.map((link) => link.depends_on)).toEqual([[target], [cpu], [memory], [requests]]);
  });
});
