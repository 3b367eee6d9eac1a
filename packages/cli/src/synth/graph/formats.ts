import { svgOf } from "../../drawing/draw";
import { mermaidOf } from "../../drawing/mermaid";
import type { Drawing, Named } from "../../drawing/shape";
import { drawingInWords } from "../../drawing/words";

/** How a stack can be drawn, with the ending of a file. */
export const FORMATS = { svg: ".svg", mermaid: ".mmd", text: ".txt", json: ".json" } as const;

export type Format = keyof typeof FORMATS;

/** The format that a name of a file asks for. */
export const formatOf = (file: string): Format | undefined =>
  (Object.keys(FORMATS) as Format[]).find((format) => file.endsWith(FORMATS[format]));

/** A drawing as the text of a file. */
export async function rendered(drawing: Drawing, format: Format): Promise<string> {
  if (format === "svg") return svgOf(drawing);
  if (format === "mermaid") return mermaidOf(drawing);
  if (format === "text") return `${drawingInWords(drawing)}\n`;
  return `${JSON.stringify(documentOf(drawing), null, 2)}\n`;
}

/** A drawing for programs: what is in it by ids, and who may open connections to whom. */
export const documentOf = ({ title, boxes, nodes, edges, lists }: Drawing) => ({
  stack: title,
  boxes: boxes.map(({ look, facts, box, ...named }) => ({
    ...entry(named),
    kind: look,
    facts,
    ...(box !== undefined && { in: box }),
  })),
  nodes: nodes.map(({ look, kind: _, facts, box, ...named }) => ({
    ...entry(named),
    kind: look,
    facts,
    ...(box !== undefined && { in: box }),
  })),
  connections: edges.map(({ from, to, label }) => ({ from, to, ports: label })),
  others: lists.flatMap(({ group, rows }) =>
    rows.map(({ kind: _, ...named }) => ({ ...entry(named), group })),
  ),
});

const entry = ({ id, title, addresses, changes }: Named) => ({
  id,
  title,
  addresses,
  ...(changes.length > 0 && {
    changes: changes.map(({ address, change }) => ({ address, change })),
  }),
});
