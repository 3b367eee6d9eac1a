import type { Configuration } from "@groundwork/configuration";
import { Settling } from "../../src/comparison/settle";
import type { Wanted } from "../../src/comparison/wanted";

/** What the made-up app below reads of its configuration. */
interface Values {
  readonly days: number;
  readonly minutes: number;
  readonly cidrs: readonly string[];
  readonly zone: string;
  readonly guarded: boolean;
  readonly cpu: number;
  readonly memory: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly services: readonly {
    readonly name: string;
    readonly least: number;
    readonly most: number;
  }[];
}

const DEV: Values & { readonly name: string } = {
  name: "dev",
  days: 7,
  minutes: 2,
  cidrs: ["10.2.0.0/16", "10.1.0.0/16"],
  zone: "c",
  guarded: true,
  cpu: 256,
  memory: 512,
  tags: { Team: "web" },
  services: [
    { name: "web", least: 1, most: 2 },
    { name: "api", least: 1, most: 2 },
  ],
};

/** An app with one option for two logs, units, lists, maps, and a limit over two options. */
function synth({ environments }: Configuration) {
  const { days, minutes, cidrs, zone, guarded, cpu, memory, tags, services } =
    environments[0] as unknown as Values;
  if (services.some(({ least, most }) => least > most)) return undefined;
  if (memory < cpu * 2 || memory > cpu * 8) return undefined;
  const scaling = services.map(({ name, least, most }) => [
    name,
    { min_capacity: least, max_capacity: String(most) },
  ]);
  const running = services.map(({ name, least }) => [
    name,
    { desired_count: least, lifecycle: { ignore_changes: ["desired_count"] } },
  ]);
  const resource = {
    aws_cloudwatch_log_group: {
      web: { retention_in_days: days },
      api: { retention_in_days: days },
    },
    aws_lb: { it: { idle_timeout: minutes * 60, enable_deletion_protection: guarded, tags } },
    aws_instance: { it: { cpu, memory } },
    aws_subnet: { it: { availability_zone: `eu-west-1${zone}` } },
    aws_security_group: { it: { ingress: { cidr_blocks: cidrs, from_port: 443 } } },
    aws_appautoscaling_target: Object.fromEntries(scaling),
    aws_ecs_service: Object.fromEntries(running),
  };
  return new Map([["dev-stack", { resource }]]);
}

const at = (address: string, argument: string, value: unknown, planned?: unknown): Wanted => ({
  pointer: ["resource", ...address.split("."), ...argument.split(".")],
  value,
  planned,
});

function settle(...wanted: Wanted[]) {
  const configuration = { organization: { name: "acme" }, environments: [DEV] };
  const app = { configuration: configuration as unknown as Configuration, synth };
  const { options, ...rest } = new Settling(app, {
    stack: "dev-stack",
    wanted,
    patience: Infinity,
  }).settle();
  return { options: options.map(({ name, before, value }) => [name, before, value]), ...rest };
}

describe("an option is found for an argument", () => {
  test.each<[string, Wanted, readonly unknown[]]>([
    [
      "that is the option",
      at("aws_appautoscaling_target.api", "min_capacity", 2),
      ["dev.services[1].least", 1, 2],
    ],
    [
      "that is its digits",
      at("aws_appautoscaling_target.web", "max_capacity", 9),
      ["dev.services[0].most", 2, 9],
    ],
    ["in another unit", at("aws_lb.it", "idle_timeout", 300), ["dev.minutes", 2, 5]],
    [
      "that it is a part of",
      at("aws_subnet.it", "availability_zone", "eu-west-1a"),
      ["dev.zone", "c", "a"],
    ],
    [
      "that is a switch",
      at("aws_lb.it", "enable_deletion_protection", false),
      ["dev.guarded", true, false],
    ],
    [
      "that is new in a map",
      at("aws_lb.it", "tags.Cost", "42"),
      ["dev.tags.Cost", undefined, "42"],
    ],
    [
      "that is gone from a map",
      at("aws_lb.it", "tags.Team", null),
      ["dev.tags.Team", "web", undefined],
    ],
  ])("%s", (_, wanted, option) => {
    expect(settle(wanted)).toEqual({ options: [option], byWanted: [[0]], near: [undefined] });
  });

  test("that is a list: it stays in its order where the provider has its own, else it is the provider's", () => {
    const [b, a, c] = [...DEV.cidrs, "10.0.0.0/16"];
    const set = at("aws_security_group.it", "ingress.cidr_blocks", [c, a, b], [a, b]);
    expect(settle(set).options).toEqual([["dev.cidrs", [b, a], [b, a, c]]]);
    const list = at("aws_security_group.it", "ingress.cidr_blocks", [a, c, b], [b, a]);
    expect(settle(list).options).toEqual([["dev.cidrs", [b, a], [a, c, b]]]);
  });
});

test("what a provider is told and never plans is no other change", () => {
  const { options } = settle(at("aws_appautoscaling_target.web", "min_capacity", 2));
  // It is the service's first number of tasks as well, which the code leaves to others.
  expect(options).toEqual([["dev.services[0].least", 1, 2]]);
});

test("an option that says more than what is wanted is none, and it is told what else", () => {
  const one = at("aws_cloudwatch_log_group.web", "retention_in_days", 30);
  expect(settle(one)).toEqual({
    options: [],
    byWanted: [[]],
    near: [{ option: "dev.days", also: ["aws_cloudwatch_log_group.api"] }],
  });
  const both = settle(one, at("aws_cloudwatch_log_group.api", "retention_in_days", 30));
  expect(both).toMatchObject({ options: [["dev.days", 7, 30]], byWanted: [[0], [0]] });
  const apart = settle(one, at("aws_cloudwatch_log_group.api", "retention_in_days", 90));
  expect(apart.options).toEqual([]);
});

test("values that are refused alone are taken together", () => {
  const wanted = [at("aws_instance.it", "cpu", 1024), at("aws_instance.it", "memory", 4096)];
  expect(settle(...wanted)).toMatchObject({
    options: [
      ["dev.cpu", 256, 1024],
      ["dev.memory", 512, 4096],
    ],
    byWanted: [
      [0, 1],
      [0, 1],
    ],
  });
});

test("a value that is refused before another one is taken is tried behind it", () => {
  const wanted = [
    at("aws_appautoscaling_target.web", "min_capacity", 5),
    at("aws_appautoscaling_target.web", "max_capacity", 8),
  ];
  expect(settle(...wanted).options).toEqual([
    ["dev.services[0].most", 2, 8],
    ["dev.services[0].least", 1, 5],
  ]);
  expect(settle(...wanted.toReversed()).options).toHaveLength(2);
});

test("nothing is found for what no option says", () => {
  expect(settle(at("aws_security_group.it", "ingress.from_port", 22)).options).toEqual([]);
  expect(settle(at("aws_gone.it", "name", "x")).options).toEqual([]);
});
