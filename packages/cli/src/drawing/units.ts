import type { Block, Json } from "../stand-ins/json";
import { partsOf, type Part } from "./parts";
import { Places, writtenName } from "./places";
import { compared, Resources, type Resource } from "./resources";

type Subnet = ReturnType<Places["of"]>[number];

/** A part with its place in a network. */
export interface Unit extends Part {
  /** Security groups that say what it may talk to. */
  readonly groups: ReadonlySet<Resource>;
  readonly subnets: readonly Subnet[];
  /** The VPC: its address in the stack, or how it is named; undefined outside of networks. */
  readonly network: string | undefined;
  /** Whether hosts of the internet reach it, where its security groups let them. */
  readonly isOpen: boolean;
}

/** The parts of a stack, with what is known of their place in the network. */
export function unitsOf(resources: Resources): Unit[] {
  const places = new Places(resources);
  return partsOf(resources).map((part) => {
    const users = part.resources.filter(({ type }) => !SECURES.test(type));
    const groups = new Set(
      users
        .flatMap(({ body }) => resources.in(withoutOrder(body)))
        .filter(({ type }) => IS_GROUP.test(type)),
    );
    const isNetwork = part.main.type === "aws_vpc";
    const subnets = isNetwork ? [] : places.of(users);
    const network = isNetwork ? part.main.address : networkOf(part, subnets, groups, resources);
    return {
      ...part,
      groups: isNetwork ? new Set() : groups,
      subnets,
      network,
      isOpen: isOpen(part, subnets),
    };
  });
}

const IS_GROUP = /^aws_(default_)?security_group$/;
/** Types that are about security groups or tell of one, and hold none. */
const SECURES =
  /^aws_((default_)?security_group|security_group_rule|vpc_security_group_\w+_rule|ssm_parameter)$/;

const withoutOrder = ({ depends_on: _, ...body }: Block): Block => body;

function networkOf(
  { main, resources: own }: Part,
  subnets: readonly Subnet[],
  groups: ReadonlySet<Resource>,
  resources: Resources,
): string | undefined {
  const IN_NETWORK = /^aws_(nat_gateway|vpc_endpoint)$/;
  const named = [
    ...(IN_NETWORK.test(main.type) ? own.map(({ body }) => body["vpc_id"]) : []),
    ...subnets.map(({ resource }) => resource.body["vpc_id"]),
    ...[...groups].map(({ body }) => body["vpc_id"]),
  ].filter((id) => typeof id === "string");
  const vpcs = named.flatMap((id) =>
    resources.ofTypeIn(id, "aws_vpc").map(({ address }) => address),
  );
  return vpcs.toSorted(compared)[0] ?? named.map(writtenName)[0];
}

/** A public address is asked for by each type in its own words; one that is not known may have one. */
function isOpen({ main: { type, body }, resources }: Part, subnets: readonly Subnet[]): boolean {
  const inPublic = subnets.length === 0 || subnets.some(({ way }) => way === "gateway");
  const template = resources.find((one) => one.type === "aws_launch_template");
  const asks: Readonly<Record<string, Json>> = {
    aws_lb: body["internal"] !== true,
    aws_ecs_service: field(body["network_configuration"], "assign_public_ip") === true,
    aws_autoscaling_group:
      field(template?.body["network_interfaces"], "associate_public_ip_address") !== "false",
    aws_db_instance: body["publicly_accessible"] === true,
    aws_rds_cluster: false,
    aws_lambda_function: false,
    aws_vpc_endpoint: false,
    aws_nat_gateway: false,
  };
  return inPublic && (asks[type] ?? true) === true;
}

/** An argument of a block, or of the first of several. */
const field = (value: Json, name: string): Json =>
  ([value ?? {}].flat()[0] as Block | undefined)?.[name];
