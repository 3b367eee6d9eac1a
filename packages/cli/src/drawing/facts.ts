import { count } from "../core/count";
import type { Block, Json } from "../stand-ins/json";
import type { Part } from "./parts";
import type { Resources } from "./resources";

/** How many entries of a list are shown. */
const SHOWN = 4;

/** What is worth knowing of a part at a glance, a line each. */
export function factsOf(part: Part, resources: Resources): string[] {
  return (FACTS[part.main.type]?.(part, resources) ?? []).filter(Boolean);
}

const FACTS: Readonly<Record<string, (part: Part, resources: Resources) => string[]>> = {
  aws_ecs_service: serviceFacts,
  aws_lb: loadBalancerFacts,
  aws_nat_gateway: ({ resources }, all) => {
    const gateways = resources.filter(({ type }) => type === "aws_nat_gateway");
    const subnets = gateways.flatMap(({ body }) =>
      all.in(body["subnet_id"]).flatMap((one) => [one, ...all.in(one.body["subnet_id"])]),
    );
    return [inZones(subnets.map(({ body }) => zoneOf(body)))];
  },
  aws_vpc_endpoint: ({ resources }) =>
    listed(
      resources
        .filter(({ type }) => type === "aws_vpc_endpoint")
        .map(({ body }) => textOf(body["service_name"]).replace(/^com\.amazonaws\.[\w-]+\./, "")),
      8,
    ),
  aws_autoscaling_group: ({ resources, main: { body } }) => {
    const template = resources.find(({ type }) => type === "aws_launch_template");
    return [
      textOf(template?.body["instance_type"]),
      `${range(body["min_size"], body["max_size"])} instances`,
    ];
  },
  aws_db_instance: ({ main: { body } }) => [textOf(body["engine"]), textOf(body["instance_class"])],
  aws_rds_cluster: ({ main: { body } }) => [textOf(body["engine"])],
};

function serviceFacts({ resources, main: { body } }: Part, all: Resources): string[] {
  const [task] = all.ofTypeIn(body["task_definition"], "aws_ecs_task_definition");
  const target = resources.find(({ type }) => type === "aws_appautoscaling_target");
  const tasks = target
    ? `${range(target.body["min_capacity"], target.body["max_capacity"])} tasks`
    : typeof body["desired_count"] === "number"
      ? count(body["desired_count"], "task")
      : "";
  const { cpu, memory } = task?.body ?? {};
  const strategies = [body["capacity_provider_strategy"] ?? []].flat() as Block[];
  const providers = strategies.map(({ capacity_provider }) => {
    const name = textOf(capacity_provider);
    return CAPACITY[name] ?? (name.startsWith("${") ? "EC2" : name);
  });
  const deployment = body["deployment_configuration"] as Block | undefined;
  const controller = body["deployment_controller"] as Block | undefined;
  const strategy =
    controller?.["type"] === "CODE_DEPLOY"
      ? "CodeDeploy"
      : textOf(deployment?.["strategy"]).toLowerCase();
  return [
    tasks,
    cpu === undefined ? "" : `${textOf(cpu)} cpu, ${textOf(memory)} MiB`,
    [...new Set(providers)].join(", "),
    strategy === "rolling" ? "" : strategy.replace("_", "/"),
    ...listed(routesOf(resources.map(({ type, body: own }) => ({ type, own }))), SHOWN),
    ...listed(tasksOf(resources), SHOWN),
  ];
}

/** What runs beside a service, and when. */
const tasksOf = (resources: Part["resources"]): string[] =>
  resources.flatMap(({ type, body }) => {
    const { task } = Object(body["input"]) as Block;
    if (type === "terraform_data" && task !== undefined)
      return `${textOf(task)}: before a deployment`;
    if (type !== "aws_scheduler_schedule") return [];
    const cron = textOf(body["schedule_expression"]).replace(/^cron\((.*)\)$/, "$1");
    return `${textOf(body["name"])}: ${cron}`;
  });

const CAPACITY: Readonly<Record<string, string>> = {
  FARGATE: "Fargate",
  FARGATE_SPOT: "Fargate Spot",
};

/** Hosts and paths by which requests come to a service; none where all do. */
function routesOf(resources: readonly { type: string; own: Block }[]): string[] {
  const values = resources
    .filter(({ type }) => type === "aws_lb_listener_rule")
    .flatMap(({ own }) => [own["condition"] ?? []].flat() as Block[])
    .flatMap((condition) => [condition["host_header"], condition["path_pattern"]])
    .flatMap((condition) => [(condition as Block | undefined)?.["values"] ?? []].flat())
    .map(textOf);
  return [...new Set(values)].filter((value) => value !== "/*");
}

function loadBalancerFacts({ resources, main: { body } }: Part): string[] {
  const listeners = resources.filter(({ type }) => type === "aws_lb_listener");
  const ports = listeners.map(
    ({ body: { protocol, port } }) => `${textOf(protocol)} ${textOf(port)}`,
  );
  const hasFirewall = resources.some(({ type }) => type === "aws_wafv2_web_acl_association");
  return [
    body["internal"] === true ? "internal" : "",
    ports.toSorted().join(", "),
    hasFirewall ? "behind a web ACL" : "",
  ];
}

const range = (least: Json, most: Json): string =>
  least === most ? textOf(most) : `${textOf(least)} to ${textOf(most)}`;

const textOf = (value: Json): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

const zoneOf = (body: Block): string => textOf(body["availability_zone"]);

/** `zones a, c` */
export function inZones(zones: readonly string[]): string {
  const letters = [
    ...new Set(zones.filter(Boolean).map((zone) => /[a-z]$/.exec(zone)?.[0] ?? zone)),
  ];
  if (letters.length === 0) return "";
  return `zone${letters.length === 1 ? "" : "s"} ${letters.toSorted().join(", ")}`;
}

/** The first of a list, and how many more there are. */
export function listed(values: readonly string[], shown: number): string[] {
  if (values.length <= shown + 1) return [...values];
  return [...values.slice(0, shown), `and ${values.length - shown} more`];
}
