import { Boxes } from "./boxes";
import { factsOf } from "./facts";
import { groupOf } from "./kinds";
import { listsOf } from "./lists";
import { named } from "./names";
import { Outside } from "./outside";
import { grouped, kindOfPart } from "./parts";
import { pipelineOf } from "./pipelines";
import { reachOf } from "./reach";
import { Resources, type Change, type DrawnJson } from "./resources";
import type { DrawnBox, DrawnEdge, DrawnNode, Drawing } from "./shape";
import { unitsOf, type Unit } from "./units";

export interface DrawOptions {
  /**
   * What a plan does, by address.
   * @default - the stack alone is drawn
   */
  readonly changes?: ReadonlyMap<string, Change> | undefined;

  /** @default - the name of the stack, as CDKTF notes it */
  readonly title?: string | undefined;
}

/** What a stack has and who may talk to whom in it, ready to be drawn. */
export function drawingOf(json: DrawnJson, { changes, title }: DrawOptions = {}): Drawing {
  const resources = new Resources(json, changes);
  const units = unitsOf(resources);
  const boxes = new Boxes(units, resources);
  const inside = units.filter((unit) => boxes.of(unit) !== undefined);
  const reach = reachOf(inside, resources);
  const outside = new Outside(reach);
  const others = units.filter((unit) => unit.network === undefined && !boxes.isBox(unit));
  const pipelines = others.flatMap((unit) => pipelineOf(unit) ?? []);
  const nodes = [...outside.nodes, ...inside.map((unit) => nodeOf(unit, boxes, resources))];
  const edges = reach.map(({ from, to, ports }) => ({
    from: outside.idOf(from),
    to: outside.idOf(to),
    label: ports,
  }));
  return {
    title: title ?? stackName(json) ?? "stack",
    boxes: [...boxes.all, ...pipelines.map(({ box }) => box)],
    nodes: [...nodes, ...pipelines.flatMap((one) => one.nodes)],
    edges: [...joined(unique(edges), nodes, boxes.all), ...pipelines.flatMap((one) => one.edges)],
    lists: listsOf(others.filter((unit) => pipelineOf(unit) === undefined)),
    isPlan: changes !== undefined,
  };
}

const stackName = (json: DrawnJson): string | undefined =>
  (json["//"] as { metadata?: { stackName?: string } } | undefined)?.metadata?.stackName;

const nodeOf = (unit: Unit, boxes: Boxes, resources: Resources): DrawnNode => ({
  ...named(unit),
  look: lookOf(unit),
  kind: kindOfPart(unit),
  facts: factsOf(unit, resources),
  box: boxes.of(unit),
});

function lookOf({ main: { type } }: Unit): DrawnNode["look"] {
  if (type === "aws_lb") return "entry";
  if (type === "aws_nat_gateway") return "nat";
  if (type === "aws_vpc_endpoint") return "endpoint";
  return groupOf(type) === "Compute" ? "service" : "thing";
}

/** Networks that are drawn as one do the same. */
const unique = (edges: readonly DrawnEdge[]): DrawnEdge[] => [
  ...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values(),
];

/** One edge of a cluster in place of one for each service in it, where all of them have it. */
function joined(
  edges: readonly DrawnEdge[],
  nodes: readonly DrawnNode[],
  boxes: readonly DrawnBox[],
): DrawnEdge[] {
  let result = [...edges];
  for (const { id } of boxes.filter(({ look }) => look === "cluster")) {
    const inside = nodes.filter(({ box }) => box === id).map((node) => node.id);
    if (inside.length < 2) continue;
    const leaving = result.filter(({ from, to }) => inside.includes(from) && !inside.includes(to));
    for (const same of grouped(leaving, ({ to, label }) => JSON.stringify([to, label])).values()) {
      if (same.length < inside.length) continue;
      result = [...result.filter((edge) => !same.includes(edge)), { ...same[0]!, from: id }];
    }
  }
  return result;
}
