import { inZones } from "./facts";
import { idOf, named } from "./names";
import { Resources } from "./resources";
import type { DrawnBox } from "./shape";
import type { Unit } from "./units";

/** Networks, tiers of subnets and clusters, and who is in which. */
export class Boxes {
  private readonly boxes = new Map<string, DrawnBox>();
  /** Units that are drawn as a box, and not in one. */
  private readonly drawn = new Set<Unit>();
  private readonly found: ReadonlyMap<Unit, string>;

  constructor(
    private readonly units: readonly Unit[],
    private readonly resources: Resources,
  ) {
    for (const network of new Set(units.flatMap((unit) => unit.network ?? []))) {
      this.addNetwork(network);
    }
    const inside = units.filter((unit) => unit.network !== undefined && !this.drawn.has(unit));
    this.found = new Map(inside.map((unit) => [unit, this.clusterOf(unit)]));
  }

  get all(): readonly DrawnBox[] {
    return [...this.boxes.values()];
  }

  isBox(unit: Unit): boolean {
    return this.drawn.has(unit);
  }

  /** The box that a unit is in. */
  of(unit: Unit): string | undefined {
    return this.found.get(unit);
  }

  private add(box: DrawnBox): string {
    if (!this.boxes.has(box.id)) this.boxes.set(box.id, box);
    return box.id;
  }

  private addNetwork(network: string): void {
    const own = this.vpc(network);
    if (own) this.drawn.add(own);
    const cidr = own?.main.body["cidr_block"];
    this.add({
      ...(own
        ? named(own)
        : { id: idOf(network), title: `network ${network}`, addresses: [], changes: [] }),
      look: "network",
      facts: typeof cidr === "string" ? [cidr] : [],
    });
  }

  private vpc(network: string): Unit | undefined {
    return this.units.find(({ main }) => main.address === network);
  }

  private networkOf({ network }: Unit): string {
    return idOf(this.vpc(network!)?.key ?? network!);
  }

  private tierOf(unit: Unit): string {
    const network = this.networkOf(unit);
    const tiers = new Set(
      unit.subnets.map(({ way }) =>
        way === "gateway" ? ("public" as const) : ("private" as const),
      ),
    );
    const [tier] = tiers;
    if (tiers.size !== 1 || tier === undefined) return network;
    return this.add({
      id: `${network}_${tier}`,
      title: `${tier} subnets`,
      look: tier,
      facts: [inZones(unit.subnets.map(({ zone }) => zone))].filter(Boolean),
      addresses: [],
      changes: [],
      box: network,
    });
  }

  private clusterOf(unit: Unit): string {
    const tier = this.tierOf(unit);
    const cluster = this.units.find(({ resources }) =>
      this.resources
        .ofTypeIn(unit.main.body["cluster"], "aws_ecs_cluster")
        .some((one) => resources.includes(one)),
    );
    const own = unit.resources.some(({ type }) => type === "aws_ecs_cluster") ? unit : cluster;
    if (!own) return tier;
    // Where it has instances it is a part of its own within the box.
    if (own.network === undefined) this.drawn.add(own);
    return this.add({
      ...(own.network === undefined ? named(own) : { addresses: [], changes: [] }),
      id: `${tier}_${idOf(own.key)}`,
      title: "ECS cluster",
      look: "cluster",
      facts: [nameOf(own)].filter(Boolean),
      box: tier,
    });
  }
}

/** The name of a cluster, where it is known before the apply. */
function nameOf({ resources }: Unit): string {
  const name = resources.find(({ type }) => type === "aws_ecs_cluster")?.body["name"];
  return typeof name === "string" && !name.includes("${") ? name : "";
}
