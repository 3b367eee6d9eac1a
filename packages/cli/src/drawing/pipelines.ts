import { isBlock, type Block, type Json } from "../stand-ins/json";
import { idOf, named } from "./names";
import type { DrawnBox, DrawnEdge, DrawnNode } from "./shape";
import type { Unit } from "./units";

/** A pipeline's stages in their order, in a box of their own. */
export interface DrawnPipeline {
  readonly box: DrawnBox;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** @returns undefined for a unit that is no pipeline, or one whose stages are gone */
export function pipelineOf(unit: Unit): DrawnPipeline | undefined {
  const stages = blocksIn(unit.main.body["stage"]);
  if (unit.main.type !== "aws_codepipeline" || stages.length === 0) return undefined;
  const own = named(unit);
  const { id } = own;
  const nodes = stages.map((stage, index): DrawnNode => {
    const name = String(stage["name"]);
    const actions = blocksIn(stage["action"]).map((action) => String(action["name"]));
    return {
      id: `${id}_${idOf(`${index}/${name}`)}`,
      title: name,
      kind: "",
      facts: actions.join() === name ? [] : [actions.join(", then ")],
      look: "stage",
      addresses: [],
      changes: [],
      box: id,
    };
  });
  return {
    box: { ...own, title: "CodePipeline", look: "pipeline", facts: [] },
    nodes,
    edges: nodes.slice(1).map(({ id: to }, index) => ({ from: nodes[index]!.id, to, label: "" })),
  };
}

const blocksIn = (value: Json): Block[] => [value ?? []].flat().filter(isBlock);
