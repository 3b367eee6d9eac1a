import { plainLine } from "../core/plain";
import { changeLines, counted } from "./changes";
import { changesIn, type Drawing, type Named } from "./shape";

/** A drawing in sentences: who may open connections to whom, and what a plan does. */
export function sentences({ boxes, nodes, edges, lists, isPlan }: Drawing): string[] {
  const names = new Map([...boxes, ...nodes].map(({ id, title }) => [id, title]));
  for (const { id } of boxes.filter(({ look }) => look === "cluster")) {
    names.set(id, nodes.flatMap(({ box, title }) => (box === id ? [title] : [])).join(", "));
  }
  const nameOf = (id: string): string => plainLine(names.get(id) ?? id);
  const connections = edges.map(({ from, to, label }) =>
    [`${nameOf(from)} -> ${nameOf(to)}`, ...(label === "" ? [] : [label])].join(": "),
  );
  if (!isPlan) return connections;
  const changed = [...boxes, ...nodes, ...lists.flatMap(({ rows }) => rows)];
  return [
    ...connections,
    ...changed.filter(({ changes }) => changes.length > 0).map(changesInWords),
  ];
}

/** `service web: 1 replaced, 1 changed (± task definition, ~ service)` */
const changesInWords = ({ title, changes }: Named): string =>
  `${plainLine(title)}: ${counted(changes)} (${changeLines(changes, Infinity)
    .map(({ text }) => plainLine(text))
    .join(", ")})`;

/** A drawing where there are no pictures: what is in what, who may talk to whom, what changes. */
export function drawingInWords(drawing: Drawing): string {
  const { title, boxes, nodes, lists, isPlan } = drawing;
  const inside = (outer: string | undefined, indent: string): string[] => [
    ...boxes
      .filter(({ box }) => box === outer)
      .flatMap((box) => [line(indent, box.title, box.facts), ...inside(box.id, `${indent}  `)]),
    ...nodes
      .filter(({ box, look }) => box === outer && !/^(internet|outside)$/.test(look))
      .map((node) => line(indent, node.title, [node.kind, ...node.facts])),
  ];
  const plan = isPlan ? `: ${counted(changesIn(drawing)) || "nothing changes"}` : "";
  return [
    `${title}${plan}`,
    ...inside(undefined, "  "),
    ...lists.flatMap(({ group, rows }) => [
      `  ${group}`,
      ...rows.map((row) => line("    ", row.title, [row.kind])),
    ]),
    ...section("Who may open connections", sentences(drawing)),
  ].join("\n");
}

const line = (indent: string, title: string, facts: readonly string[]): string =>
  [`${indent}${plainLine(title)}`, facts.filter(Boolean).map(plainLine).join(", ")]
    .filter(Boolean)
    .join(": ");

const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `${heading}:`, ...lines.map((one) => `  ${one}`)];
