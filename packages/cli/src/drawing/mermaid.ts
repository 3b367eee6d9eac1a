import { plainLine } from "../core/plain";
import { changeLines, counted } from "./changes";
import { drawingOf, type DrawOptions } from "./drawing";
import { CHANGES, gravest, light, type Colour } from "./palette";
import type { Change, DrawnJson } from "./resources";
import { leadsBack, type Drawing, type DrawnBox, type DrawnList, type DrawnNode } from "./shape";

/**
 * Draws a stack as a flowchart of Mermaid, which GitHub shows in Markdown, in what the SVG of `draw`
 * has. The same stack gives the same text.
 *
 * @param stack its JSON, as the synth wrote it
 */
export const mermaid = (stack: DrawnJson, options: DrawOptions = {}): string =>
  mermaidOf(drawingOf(stack, options));

export function mermaidOf(drawing: Drawing): string {
  const { nodes, edges, lists, boxes } = drawing;
  const isDown = boxes.every(({ look }) => look === "pipeline");
  const back = edges.filter((edge) => leadsBack(edge, drawing));
  return [
    isDown ? "flowchart TD" : "flowchart LR",
    ...nodes.filter(({ box }) => box === undefined).map((node) => `  ${nodeText(node)}`),
    ...boxLines(drawing, undefined, "  "),
    ...lists.map((list) => `  ${idOf(list)}["${listText(list)}"]`),
    // Unseen: gateways stand on the side of the internet, and the rest in a row.
    ...back.map(({ from, to }) => `  ${to} ~~~ ${from}`),
    ...(lists.length > 1 && !isDown ? [`  ${lists.map(idOf).join(" ~~~ ")}`] : []),
    ...edges.map(({ from, to, label }) =>
      label === "" ? `  ${from} --> ${to}` : `  ${from} -->|"${text(label)}"| ${to}`,
    ),
    ...classLines(drawing),
    "",
  ].join("\n");
}

function boxLines(drawing: Drawing, outer: string | undefined, indent: string): string[] {
  return drawing.boxes
    .filter(({ box }) => box === outer)
    .flatMap((box) => [
      `${indent}subgraph ${box.id}["${boxTitle(box)}"]`,
      ...(box.look === "pipeline" ? [`${indent}  direction TB`] : []),
      ...drawing.nodes
        .filter((node) => node.box === box.id)
        .map((node) => `${indent}  ${nodeText(node)}`),
      ...boxLines(drawing, box.id, `${indent}  `),
      `${indent}end`,
    ]);
}

const boxTitle = ({ title, facts, changes }: DrawnBox): string =>
  text([title, ...facts, ...(changes.length > 0 ? [`(${counted(changes)})`] : [])].join(" "));

function nodeText({ id, look, title, kind, facts, changes }: DrawnNode): string {
  const [open, close] = /^(internet|outside)$/.test(look) ? ["([", "])"] : ["[", "]"];
  const lines = [kind, ...facts, ...changeLines(changes).map((line) => line.text)];
  return `${id}${open}"${label(title, lines)}"${close}`;
}

const idOf = ({ group }: DrawnList): string => `list_${group}`;

const listText = ({ group, rows }: DrawnList): string =>
  label(
    group,
    rows.flatMap(({ title, kind, changes }) => [
      [title, kind].filter(Boolean).join(" "),
      ...changeLines(changes).map((line) => line.text),
    ]),
  );

const label = (title: string, lines: readonly string[]): string =>
  [`<b>${text(title)}</b>`, ...lines.filter(Boolean).map(text)].join("<br/>");

/** The colours by day, with the text's, as nobody knows by what theme it is shown. */
function classLines({ boxes, nodes, lists }: Drawing): string[] {
  const members = [
    // A box has its own colour and the line of what changes: it is more than that.
    ...boxes.map(({ id, look }) => ({ id, name: look })),
    ...nodes.map(({ id, changes }) => ({ id, name: nameOf(changes) ?? "plain" })),
    ...lists.map((list) => ({
      id: idOf(list),
      name: nameOf(list.rows.flatMap(({ changes }) => changes)) ?? "plain",
    })),
  ];
  const lines = boxes.flatMap(({ id, changes }) => {
    const change = gravest(changes);
    return change ? [`  style ${id} stroke:${light(change)},stroke-width:2px`] : [];
  });
  const classes = Object.entries(CLASSES).flatMap(([name, [fill, line]]) => {
    const own = members.filter((member) => member.name === name).map(({ id }) => id);
    const style = `fill:${light(fill)},stroke:${light(line)},color:${light("ink")}`;
    return own.length === 0
      ? []
      : [`  classDef ${name} ${style}`, `  class ${own.join(",")} ${name}`];
  });
  return [...classes, ...lines];
}

const nameOf = (changes: readonly { readonly change: Change }[]): string | undefined => {
  const change = gravest(changes);
  return change && CHANGES[change].word;
};

const CLASSES: Readonly<Record<string, readonly [fill: Colour, line: Colour]>> = {
  plain: ["node", "line"],
  network: ["network", "line"],
  pipeline: ["network", "line"],
  public: ["public", "publicLine"],
  private: ["private", "privateLine"],
  cluster: ["cluster", "privateLine"],
  ...Object.fromEntries(
    (Object.keys(CHANGES) as Change[]).map((change) => [
      CHANGES[change].word,
      [`${change}Fill`, change] as const,
    ]),
  ),
};

/**
 * Text in a label: all that Mermaid or a browser would act on as numbers of characters, in Mermaid's
 * way (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 */
const text = (given: string): string =>
  plainLine(given).replace(/[^\p{L}\p{N} .,:/()+~±−*=-]/gu, (sign) => `#${sign.codePointAt(0)};`);
