import { plainLine } from "../core/plain";
import { dotOf } from "./dot";
import { drawingOf, type DrawOptions } from "./drawing";
import { listsDot, titleDot } from "./lists-dot";
import { light, styleSheet } from "./palette";
import type { DrawnJson } from "./resources";
import type { Drawing } from "./shape";
import { sentences } from "./words";

/**
 * Draws a stack as an SVG: its network, load balancer and services, who may talk to whom, and where
 * a plan is given what it makes, changes, replaces and destroys. The same stack gives the same bytes.
 *
 * @param stack its JSON, as the synth wrote it
 * @returns an `<svg>` element that is a document of its own as well; it names no other file
 */
export const draw = (stack: DrawnJson, options: DrawOptions = {}): Promise<string> =>
  svgOf(drawingOf(stack, options));

/** Space around a drawing and between what stands in it, in points. */
const MARGIN = 12;

export async function svgOf(drawing: Drawing): Promise<string> {
  // Only here: it takes a quarter of a second, as it is compiled.
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const graphviz = await Graphviz.load();
  const names = namesIn(drawing);
  const pictures = [titleDot(drawing), dotOf(drawing), listsDot(drawing)].flatMap((dot) =>
    dot === undefined ? [] : [picture(graphviz.layout(dot, "svg", "dot"), names)],
  );
  const width = Math.max(...pictures.map((one) => one.width)) + 2 * MARGIN;
  let height = MARGIN;
  const placed = pictures.map((one) => {
    const top = height;
    height += one.height + MARGIN;
    return `<g transform="translate(${MARGIN} ${top})">\n${one.body}</g>\n`;
  });
  const title = xml(drawing.title);
  const paper = `<rect width="${width}" height="${height}" fill="${light("paper")}"/>\n`;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" class="groundwork-drawing" role="img"',
    ` aria-label="${title}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ' style="max-width:100%;height:auto">\n',
    `<title>${title}</title>\n`,
    `<desc>${xml(sentences(drawing).join("\n"))}</desc>\n`,
    `<style>\n${styleSheet([paper, ...placed].join(""))}\n</style>\n`,
    paper,
    ...placed,
    "</svg>\n",
  ].join("");
}

interface Picture {
  /** In points, whole ones. */
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

/** What Graphviz has drawn, with words for people in place of its own names. */
function picture(svg: string, names: ReadonlyMap<string, string>): Picture {
  const [, width, height] = /<svg width="(\d+)pt" height="(\d+)pt"/.exec(svg)!;
  const body = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg ")) + 1, svg.lastIndexOf("</svg>"))
    .trimStart()
    .replaceAll(/<!--[^]*?-->\n?/g, "")
    .replaceAll(/ (id|class)="[^"]*"/g, "")
    .replaceAll(/<text [^>]*> <\/text>\n?/g, "")
    .replaceAll(/<g>\n(?:<polygon fill="none" stroke="none"[^>]*\/>\n)?<\/g>\n/g, "")
    .replaceAll(/font-family="[^"]*"/g, `font-family="${FAMILY}"`)
    .replaceAll(/<title>([^<]*)<\/title>\n?/g, (_, name: string) => {
      const said = names.get(name);
      return said === undefined ? "" : `<title>${xml(said)}</title>\n`;
    });
  return { width: Number(width), height: Number(height), body };
}

/** What is said of something that is pointed at, by Graphviz's names. */
const namesIn = ({ nodes, boxes }: Drawing): ReadonlyMap<string, string> =>
  new Map([
    ...nodes.map(({ id, title, kind }) => [id, `${title} ${kind}`.trim()] as const),
    ...boxes.map(({ id, title }) => [`cluster_${id}`, title] as const),
  ]);

/** Fonts of the same widths as the one that Graphviz measures. */
const FAMILY = "Helvetica, Arial, Liberation Sans, sans-serif";

const xml = (text: string): string =>
  text
    .split("\n")
    .map((line) => plainLine(line).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`))
    .join("\n");
