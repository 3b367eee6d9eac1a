import { leadsBack, type DrawnBox, type DrawnEdge, type Drawing, type DrawnNode } from "./shape";
import { attributes, bold, changeLabels, coloured, FONT, label } from "./labels";
import { gravest, light, type Colour } from "./palette";

/**
 * Networks and pipelines in Graphviz's language (https://graphviz.org/doc/info/lang.html). From left
 * to right come the internet, what is open to it, services, and what services use; a pipeline goes
 * down.
 *
 * @returns undefined where there are none
 */
export function dotOf(drawing: Drawing): string | undefined {
  const { nodes, edges, boxes } = drawing;
  if (boxes.length === 0) return undefined;
  const isNetwork = boxes.some(({ look }) => look === "network");
  return [
    "digraph {",
    `graph [${attributes({
      rankdir: isNetwork ? "LR" : "TB",
      compound: "true",
      nodesep: isNetwork ? "0.3" : "0.25",
      ranksep: isNetwork ? "0.7" : "0.3",
      bgcolor: "transparent",
      fontname: FONT,
      fontcolor: light("ink"),
    })}]`,
    `node [${attributes({ shape: "box", style: "rounded,filled", fontname: FONT, fontsize: "12", margin: "0.12,0.07" })}]`,
    `edge [${attributes({ fontname: FONT, fontsize: "11", fontcolor: light("ink"), color: light("arrow"), arrowsize: "0.7" })}]`,
    ...nodes.filter(({ box }) => box === undefined).map(nodeLine),
    ...boxLines(drawing, undefined),
    ...edges.map((edge) => edgeLine(edge, drawing)),
    "}",
    "",
  ].join("\n");
}

/** The boxes within another, with what is in them. */
function boxLines(drawing: Drawing, outer: string | undefined): string[] {
  return drawing.boxes
    .filter(({ box }) => box === outer)
    .flatMap((box) => [
      `subgraph cluster_${box.id} {`,
      `graph [${attributes(styleOf(box))},label=${boxLabel(box)}]`,
      ...nodesIn(drawing, box.id),
      ...boxLines(drawing, box.id),
      "}",
    ]);
}

/** What is in a box. Services that others reach stay together, so that arrows to them are short. */
function nodesIn({ nodes, edges }: Drawing, box: string): string[] {
  const own = nodes.filter((node) => node.box === box);
  const reached = own.filter(
    ({ id, look }) => look === "service" && edges.some(({ to }) => to === id),
  );
  const others = own.filter((node) => !reached.includes(node));
  if (reached.length === 0 || others.length === 0) return own.map(nodeLine);
  return [reached, others].flatMap((those, index) => [
    `subgraph cluster_${box}_${index} {`,
    `graph [${attributes({ style: "", peripheries: "0", label: "", margin: "0" })}]`,
    ...those.map(nodeLine),
    "}",
  ]);
}

const BOX_COLOURS: Readonly<Record<DrawnBox["look"], readonly [fill: Colour, line: Colour]>> = {
  network: ["network", "line"],
  public: ["public", "publicLine"],
  private: ["private", "privateLine"],
  cluster: ["cluster", "privateLine"],
  pipeline: ["network", "line"],
};

function styleOf({ look, changes }: DrawnBox): Record<string, string> {
  const change = gravest(changes);
  const [fill, line] = BOX_COLOURS[look];
  return {
    style: "rounded,filled",
    fillcolor: light(fill),
    color: light(change ?? line),
    penwidth: change ? "2" : "1",
    margin: "12",
    labelloc: "t",
    labeljust: "l",
    fontsize: "12",
  };
}

const boxLabel = ({ title, facts, changes }: DrawnBox): string =>
  label([
    [bold(title), ...facts.map((fact) => coloured(` ${fact}`, "faint"))],
    ...changeLabels(changes),
  ]);

function nodeLine({ id, title, kind, facts, changes, look }: DrawnNode): string {
  const change = gravest(changes);
  const lines = label([
    [bold(title), ...(kind === "" ? [] : [coloured(` ${kind}`, "faint")])],
    ...facts.map((fact) => [coloured(fact, "faint")]),
    ...changeLabels(changes),
  ]);
  const isOutside = /^(internet|outside)$/.test(look);
  return `${id} [${attributes({
    fillcolor: light(change ? `${change}Fill` : isOutside ? "paper" : "node"),
    color: light(change ?? "line"),
    penwidth: change ? "2" : "1",
    ...(isOutside && { style: "rounded,filled,dashed" }),
  })},label=${lines}]`;
}

/** Whatever stands on the left of those that reach it is named first, and the arrow turned. */
function edgeLine(edge: DrawnEdge, drawing: Drawing): string {
  const { from, to, label: ports } = edge;
  const { nodes, boxes } = drawing;
  const isBack = leadsBack(edge, drawing);
  // Graphviz has edges between nodes alone, cut off at a box.
  const inside = (id: string) => nodes.filter(({ box }) => box === id);
  const isBox = (id: string) => boxes.some((box) => box.id === id);
  const nodeAt = (id: string) =>
    isBox(id) ? inside(id)[Math.floor((inside(id).length - 1) / 2)]!.id : id;
  const [left, right] = isBack ? [to, from] : [from, to];
  return `${nodeAt(left)} -> ${nodeAt(right)} [${attributes({
    ...(isBack && { dir: "back" }),
    ...(isBox(left) && { ltail: `cluster_${left}` }),
    ...(isBox(right) && { lhead: `cluster_${right}` }),
    ...(ports !== "" && { label: ` ${ports} ` }),
  })}]`;
}
