import { isForeign } from "@groundwork/constructs/layers/options";
import { existingNetworkOptions, isExisting } from "@groundwork/constructs/network/options";
import { OperationError } from "../../../core/errors";
import { literal } from "../../../sources/literal";
import type { OptionEdit } from "../../../sources/option-edit";
import { tagsOf } from "../../seen";
import type { Asks } from "../asks";
import type { Target } from "../target";
import { fitOf, type SameNetwork } from "./fits";
import type { Foreign, Unsaid } from "./foreign";
import { vpcShape } from "./vpc";
import { isPublic, tableOf, wayOut, type VpcShape } from "./vpc-shape";

/**
 * The options by which an environment runs in a VPC that exists: as its own, where the stack would
 * make the same; else as one that stays whose it is.
 *
 * @throws OperationError where there is no such VPC, or it has too few subnets
 */
export async function foreignNetwork(
  { environment, accountId, access: { region } }: Target,
  asks: Asks,
  asked: string,
): Promise<Foreign> {
  if (isForeign(environment!.network)) {
    throw new OperationError(
      `--vpc: got ${asked}, but the network of ${environment!.name} is told by the state ${environment!.network.key}, expected none: its layers say which`,
    );
  }
  const shape = await vpcShape(asks, asked, `${region} of ${accountId}`);
  const vpcId = shape.vpc.VpcId!;
  const fit = fitOf(shape, region);
  const { name, network } = environment!;
  const of = (steps: OptionEdit["steps"], value: unknown): OptionEdit => ({
    environment: name,
    steps,
    value,
  });
  if ("network" in fit) {
    const before = "cidr" in network ? network : undefined;
    const edits = (Object.entries(fit.network) as [keyof SameNetwork, unknown][])
      .filter(([key, value]) => literal(before?.[key]) !== literal(value))
      .map(([key, value]) => of(["network", key], value));
    return {
      edits: before === undefined ? [of(["network"], fit.network)] : edits,
      vpcId,
      unsaid: ownUnsaid(shape),
    };
  }
  const { used, unsaid } = usedSubnets(shape);
  const value = { vpcId, ...used };
  const { success, error } = existingNetworkOptions.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    throw new OperationError(
      `--vpc: got ${vpcId}, whose network.${issue!.path.join(".")} would be ${literal(value)}, expected ${issue!.message}`,
    );
  }
  const before = isExisting(network) ? network : undefined;
  const isSame =
    before !== undefined && literal(before) === literal(existingNetworkOptions.parse(value));
  return {
    edits: isSame ? [] : [of(["network"], value)],
    vpcId,
    unsaid: [
      {
        what: vpcId,
        is: `not as the stack would make it: ${some(fit.why)}`,
        follows: "it is used as it is, and nothing of it is changed or planned",
      },
      ...unsaid,
    ],
  };
}

/** How many reasons are told: one is enough to know, and all would be a page. */
const MOST = 3;

const some = (reasons: readonly string[]): string =>
  [
    ...reasons.slice(0, MOST),
    ...(reasons.length > MOST ? [`and ${reasons.length - MOST} more`] : []),
  ].join("; ");

/** Subnets as tasks and a load balancer use them. A load balancer takes one a zone. */
function usedSubnets(shape: VpcShape) {
  const unsaid: Unsaid[] = [];
  const all = shape.subnets.toSorted((one, other) => (one.SubnetId! < other.SubnetId! ? -1 : 1));
  const open = all.filter((one) => isPublic(shape, one));
  const closed = all.filter((one) => !isPublic(shape, one));
  const zones = [...new Set(open.map(({ AvailabilityZone }) => AvailabilityZone))];
  const entry = zones.map((zone) => open.find((one) => one.AvailabilityZone === zone)!);
  const out = closed.filter(({ SubnetId }) => wayOut(tableOf(shape, SubnetId)) !== undefined);
  // By interface endpoints they may do without one.
  const inside = out.length > 0 ? out : closed;
  for (const one of open.filter((subnet) => !entry.includes(subnet))) {
    unsaid.push({
      what: one.SubnetId!,
      is: `a second public subnet in ${one.AvailabilityZone}`,
      follows: "left out: a load balancer takes one in each zone; name another in publicSubnetIds",
    });
  }
  for (const one of closed.filter((subnet) => !inside.includes(subnet))) {
    unsaid.push({
      what: one.SubnetId!,
      is: "a private subnet without a way out",
      follows:
        "left out: tasks there could pull no image; name it in privateSubnetIds where they can",
    });
  }
  const idsOf = (subnets: typeof all) => subnets.map(({ SubnetId }) => SubnetId!);
  return {
    used: {
      privateSubnetIds: idsOf(inside),
      // With one alone there is no load balancer, and no option takes one.
      publicSubnetIds: entry.length > 1 ? idsOf(entry) : [],
    },
    unsaid,
  };
}

/** What changes in a VPC that becomes the stack's own. */
function ownUnsaid(shape: VpcShape): Unsaid[] {
  const { vpc, subnets, endpoints, defaultGroup, hasHostNames } = shape;
  const handing = subnets.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch);
  const tagged = tagKeys(shape);
  const beside = endpoints.filter(({ VpcEndpointType }) => VpcEndpointType === "Interface");
  return [
    ...(tagged.length === 0
      ? []
      : [
          {
            what: vpc.VpcId!,
            is: `tags ${tagged.join(", ")} on it, or on what lies in it`,
            follows: "changed: they go, as Terraform sets those of the code; name them in tags",
          },
        ]),
    ...(hasHostNames
      ? []
      : [
          {
            what: vpc.VpcId!,
            is: "no DNS host names",
            follows: "changed: it hands them out, which the interface endpoints need",
          },
        ]),
    ...handing.map(({ SubnetId }) => ({
      what: SubnetId!,
      is: "hands out public addresses",
      follows: "changed: what is started there later has none unless it asks for one",
    })),
    ...(defaultGroup?.IpPermissions?.length
      ? [
          {
            what: defaultGroup.GroupId!,
            is: "the default security group, with rules that nothing uses",
            follows: "changed: it has no rules any more",
          },
        ]
      : []),
    ...beside.map(({ VpcEndpointId, ServiceName }) => ({
      what: VpcEndpointId!,
      is: `an interface endpoint for ${ServiceName}`,
      follows: "left as it is beside; network.interfaceEndpoints takes it over by its short name",
    })),
  ];
}

/** Keys of tags that no stack sets. */
function tagKeys({ vpc, subnets, tables, gateways, nats }: VpcShape): string[] {
  const all = [vpc, ...subnets, ...tables, ...gateways, ...nats].flatMap(({ Tags }) =>
    Object.keys(tagsOf(Tags)),
  );
  return [...new Set(all)].filter((key) => !SET.has(key) && !key.startsWith("aws:")).toSorted();
}

const SET = new Set(["Name", "Organization", "Environment", "Owner", "ManagedBy"]);
