import type {
  Autoscaling,
  ScalingSchedule,
} from "../../../src/container-service/service/autoscaling";
import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { fromTerraform, synthService, type Overrides } from "./synth-service";

const synthesize = (autoscaling: Partial<Autoscaling> = {}, overrides: Overrides = {}) =>
  synthService({ autoscaling: { minCount: 2, maxCount: 6, ...autoscaling }, ...overrides });

const night: ScalingSchedule = {
  name: "night",
  cron: "0 20 ? * MON-FRI *",
  timeZone: "Europe/Berlin",
  minCount: 0,
  maxCount: 0,
};
const morning = { ...night, name: "morning", cron: "30 6 ? * MON-FRI *", minCount: 2, maxCount: 6 };

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
    const json = synthesize({ schedules: [night] });
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

describe("fails", () => {
  const canary = { strategy: "CANARY", ...fromTerraform } as const;
  const scheduled = (change: Partial<ScalingSchedule>) => ({
    schedules: [{ ...night, ...change }],
  });

  test.each<[string, Partial<Autoscaling>, Overrides, string]>([
    [
      "on bounds out of order",
      { minCount: 7 },
      {},
      'web.autoscaling.minCount: got {"minCount":7,"maxCount":6}, expected 0 <= minCount',
    ],
    ["on a bound below zero", { minCount: -1 }, {}, "expected 0 <= minCount <= maxCount"],
    [
      "on a count out of bounds",
      {},
      { desiredCount: 1 },
      'web.desiredCount: got {"minCount":2,"desiredCount":1,"maxCount":6}, expected minCount <=',
    ],
    [
      "on CPU out of range",
      { cpuPercent: 101 },
      {},
      "web.autoscaling.cpuPercent: got 101, expected 1 to 100",
    ],
    [
      "on memory out of range",
      { memoryPercent: 0 },
      {},
      "web.autoscaling.memoryPercent: got 0, expected 1 to 100",
    ],
    [
      "on requests of a worker",
      { requestsPerTarget: 100 },
      { http: null },
      "web.autoscaling.requestsPerTarget: got 100, expected none",
    ],
    [
      "on requests that move between two groups, of which the metric sees one",
      { requestsPerTarget: 100 },
      { deployment: canary },
      "expected none, as no single target group gets all requests",
    ],
    [
      "on no requests",
      { requestsPerTarget: 0 },
      {},
      "requestsPerTarget: got 0, expected more than",
    ],
    [
      "on two schedules of a name",
      { schedules: [night, night] },
      {},
      'web.autoscaling.schedules: got ["night","night"], expected each name once',
    ],
    [
      "on a schedule's name",
      scheduled({ name: "At Night" }),
      {},
      'got "At Night", expected letters',
    ],
    [
      "on five fields, as Unix has them",
      scheduled({ cron: "0 20 * * MON-FRI" }),
      {},
      'schedules.night.cron: got "0 20 * * MON-FRI", expected six fields',
    ],
    ["on both days", scheduled({ cron: "0 20 * * MON *" }), {}, "one of both days a ?"],
    ["on neither day", scheduled({ cron: "0 20 ? * ? *" }), {}, "one of both days a ?"],
    ["on no cron", scheduled({ cron: "rate(1 day)" }), {}, "expected six fields"],
    [
      "on a place without a time",
      scheduled({ timeZone: "Europe/Atlantis" }),
      {},
      'schedules.night.timeZone: got "Europe/Atlantis", expected an IANA time zone',
    ],
    ["on an offset", scheduled({ timeZone: "+02:00" }), {}, 'got "+02:00", expected an IANA'],
    [
      "on a schedule's bounds",
      scheduled({ minCount: 1 }),
      {},
      'schedules.night: got {"minCount":1,"maxCount":0}, expected 0 <= minCount <= maxCount',
    ],
  ])("%s", (_, autoscaling, overrides, message) => {
    expect(() => synthesize(autoscaling, overrides)).toThrow(message);
  });

  test.each([
    "0 20 ? * MON-FRI *",
    "0/15 6,18 1 JAN-MAR ? 2030-2032",
    "0 0 L * ? *",
    "0 8 ? * 2#1 *",
    "0 8 15W * ? *",
  ])("not on %s", (cron) => {
    expect(() => synthesize(scheduled({ cron }))).not.toThrow();
  });

  test("not on several schedules, nor on UTC", () => {
    const schedules = [night, { ...morning, timeZone: "UTC" }];
    expect(() => synthesize({ schedules, minCount: 0 })).not.toThrow();
  });
});
