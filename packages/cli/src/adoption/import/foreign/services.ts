import type { Environment } from "@groundwork/configuration";
import { environmentPrefix, serviceRepository } from "@groundwork/configuration/names";
import {
  loadBalancerOptions,
  ONLY_PRIORITY,
  serviceOptions,
} from "@groundwork/constructs/container-service/options";
import { isForeign } from "@groundwork/constructs/layers/options";
import { isExisting } from "@groundwork/constructs/network/options";
import { loadConfiguration } from "../../../core/configured";
import { OperationError } from "../../../core/errors";
import { literal } from "../../../sources/literal";
import type { OptionEdit } from "../../../sources/option-edit";
import type { Asks } from "../asks";
import type { Target } from "../target";
import { runningCluster, type RunningService } from "./cluster";
import { entryOf, type Entry } from "./entry";
import type { Foreign, Unsaid } from "./foreign";
import { loadBalancerFound } from "./load-balancer";
import { serviceFound, type ServiceFound } from "./service";
import { sound } from "./sound";

export interface AskedServices {
  readonly cluster: string;
  /** Whether somebody has named the VPC as well. */
  readonly hasNetwork: boolean;
}

/**
 * The services of a cluster that exists as services of an environment. Names in AWS force what has
 * them to be made anew, so where they are others all of it is made beside, and the old stays.
 *
 * @throws OperationError where there is no such cluster, or names of its services cannot be told apart
 */
export async function foreignServices(
  { environment, accountId, access: { region } }: Target,
  asks: Asks,
  { cluster: asked, hasNetwork }: AskedServices,
): Promise<Foreign> {
  const { organization } = loadConfiguration();
  const { name, services: before, containerInsights, production, loadBalancer } = environment!;
  const prefix = environmentPrefix(organization, name);
  const { cluster, services } = await runningCluster(asks, asked, `${region} of ${accountId}`);
  const unsaid: Unsaid[] = [];
  if (cluster.clusterName !== prefix) {
    unsaid.push({
      what: `cluster ${cluster.clusterName}`,
      is: "not called as the environment's",
      follows: `left as it is: ${prefix} is made beside, as another name makes a cluster anew`,
    });
  }
  if (!hasNetwork) unsaid.push(...networkUnsaid(services, environment!));
  const names = namesOf(services, unsaid);
  const entries: Entry[] = [];
  const found: Options[] = [];
  for (const [at, running] of services.entries()) {
    const groupArn = running.service.loadBalancers?.[0]?.targetGroupArn;
    const entry = groupArn === undefined ? undefined : await entryOf(asks, groupArn);
    if (entry) entries.push(entry);
    const repository = serviceRepository(organization, names[at]!);
    const one = serviceFound(running, { name: names[at]!, repository, entry });
    const taken = sound(`service ${running.service.serviceName}`, serviceOptions, one.options);
    found.push(taken.options);
    unsaid.push(...one.unsaid, ...taken.unsaid);
  }
  const balanced = loadBalancerFound(entries, prefix, production);
  const way = sound("load balancer", loadBalancerOptions, balanced.options);
  unsaid.push(...balanced.unsaid, ...way.unsaid);
  const edit = (steps: OptionEdit["steps"], value: unknown): OptionEdit => ({
    environment: name,
    steps,
    value,
  });
  const insights = cluster.settings?.find((one) => one.name === "containerInsights")?.value;
  const differs = (steps: readonly string[], now: unknown, value: unknown) =>
    value === undefined || literal(now) === literal(value) ? [] : [edit(steps, value)];
  return {
    edits: [
      ...serviceEdits(before, found, unsaid, edit),
      ...Object.entries(way.options).flatMap(([key, value]) =>
        differs(["loadBalancer", key], loadBalancer[key as keyof typeof loadBalancer], value),
      ),
      ...differs(["containerInsights"], containerInsights, insights),
    ],
    unsaid,
  };
}

type Options = ServiceFound["options"];

/** That the old tasks run elsewhere than the new ones will: databases and others may let in none of these. */
function networkUnsaid(services: readonly RunningService[], { network }: Environment): Unsaid[] {
  const own =
    isExisting(network) && !isForeign(network)
      ? [network.privateSubnetIds, network.publicSubnetIds].flat()
      : [];
  const subnetIds = new Set(
    services.flatMap(
      ({ service }) => service.networkConfiguration?.awsvpcConfiguration?.subnets ?? [],
    ),
  );
  const others = [...subnetIds].filter((id) => !own.includes(id));
  return others.length === 0
    ? []
    : [
        {
          what: "where the tasks run",
          is: others.toSorted().join(", "),
          follows:
            "the new ones run in the environment's network; --vpc makes that the VPC of these",
        },
      ];
}

/** What options take for a name; AWS takes more. */
function namesOf(services: readonly RunningService[], unsaid: Unsaid[]): string[] {
  const names = services.map(({ service: { serviceName = "" } }) => {
    const name = serviceName
      .replace(/([a-z\d])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[^a-z\d]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "")
      .slice(0, 20)
      .replace(/-$/, "");
    if (name !== serviceName) {
      unsaid.push({
        what: `service ${serviceName}`,
        is: "a name that options do not take",
        follows: `changed: the new one is called ${name}`,
      });
    }
    const { success, error } = serviceOptions.shape.name.safeParse(name);
    if (success) return name;
    throw new OperationError(
      `--cluster: got the service ${serviceName}, which would be called ${name || '""'}, expected ${error.issues[0]!.message}: add that one by hand`,
    );
  });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return names;
  throw new OperationError(
    `--cluster: got several services that would be called ${twice}, expected names that differ in letters and digits: add them by hand`,
  );
}

/**
 * Each service with requests needs a priority where there are several: the default rule comes last.
 *
 * @param beside how many the environment has besides
 */
function prioritized(all: readonly Options[], beside: number, unsaid: Unsaid[]): Options[] {
  const reached = all.filter(({ http }) => http !== undefined);
  if (reached.length + beside < 2) return [...all];
  return all.map((one) => {
    const http = one["http"] as { readonly priority?: number } | undefined;
    if (http === undefined || http.priority !== undefined) return one;
    unsaid.push({
      what: `service ${one.name}, http`,
      is: "what no other rule matches, or no rule",
      follows: `changed: it has the priority ${LAST}, after all others`,
    });
    return { ...one, http: { ...http, priority: LAST } };
  });
}

/** The last that ALB takes (ELB user guide, "Listener rules"). */
const LAST = 50_000;

/** Of a service that is there each option that differs; others are added behind. */
function serviceEdits(
  before: Environment["services"],
  all: readonly Options[],
  unsaid: Unsaid[],
  edit: (steps: OptionEdit["steps"], value: unknown) => OptionEdit,
): OptionEdit[] {
  const isReached = all.some(({ http }) => http !== undefined);
  const beside = before.filter(
    (one) => one.http !== undefined && !all.some(({ name }) => name === one.name),
  );
  const found = prioritized(all, beside.length, unsaid);
  const fresh = found.filter(({ name }) => !before.some((one) => one.name === name));
  if (before.length === 0) return fresh.length === 0 ? [] : [edit(["services"], fresh)];
  const stepTo = (name: string) => ({
    position: before.findIndex((one) => one.name === name),
    name,
  });
  const edits = found.flatMap((options) => {
    const own = before.find(({ name }) => name === options.name);
    if (own === undefined) return [];
    const full = serviceOptions.safeParse(options).data as Options | undefined;
    return Object.entries(options)
      .filter(
        ([key]) => literal(own[key as keyof typeof own]) !== literal(full?.[key] ?? options[key]),
      )
      .map(([key, value]) => edit(["services", stepTo(options.name), key], value));
  });
  const added = fresh.map((options, at) =>
    edit(["services", { position: before.length + at, name: options.name }], options),
  );
  // What it has so far, which only one alone need not say.
  const said = (isReached ? beside : [])
    .filter(({ http }) => http!.priority === undefined)
    .map(({ name }) => edit(["services", stepTo(name), "http", "priority"], ONLY_PRIORITY));
  return [...edits, ...added, ...said];
}
