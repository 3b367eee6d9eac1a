import { ownerOf } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { pass, say, sayJson } from "../../core/outlet";
import { readStackJson } from "../../core/project";
import { drawingOf } from "../../drawing/drawing";
import type { Drawing } from "../../drawing/shape";
import type { OpenOptions } from "../../state/open";
import { documentOf, rendered, type Format } from "./formats";
import { withSynthesized } from "../synthesized";
import { outputOf, writeAll } from "./output";

export interface GraphOptions extends Omit<OpenOptions, "yes" | "json"> {
  /** @default all */
  readonly stacks: readonly string[];
  /**
   * How a stack is drawn.
   * @default - as the name of the file ends; otherwise words on a terminal, and SVG elsewhere
   */
  readonly format?: Format | undefined;
  /** A file, or a folder with a file for each stack. @default standard output */
  readonly out?: string | undefined;
  /** Id of a stored plan, which is drawn in place of stacks. */
  readonly plan?: string | undefined;
}

/**
 * `groundwork graph`: draws stacks as this checkout has them, or what a stored plan does to one. AWS
 * is asked for stored plans alone.
 *
 * @throws OperationError when several stacks would be one picture; before anything is synthesized
 */
export async function graph(options: GraphOptions): Promise<void> {
  const { plan, stacks } = options;
  if (plan !== undefined && stacks.length > 0) {
    throw new OperationError(
      `--plan: got ${stacks.join(", ")} as well, expected a plan alone, as it is of one stack`,
    );
  }
  const output = outputOf(options);
  const drawings = plan === undefined ? await drawStacks(options) : [await drawPlan(plan, options)];
  const { format, place } = output;
  if (place !== undefined) {
    const files = await writeAll(drawings, format, place);
    say(files.map((file) => `${file} is drawn`).join("\n"));
  } else if (format === "json") sayJson({ stacks: drawings.map(documentOf) });
  else if (format === "text") {
    const texts = await Promise.all(drawings.map((one) => rendered(one, format)));
    say([...texts, hint(drawings, plan)].join("\n"));
  } else pass(await rendered(drawings[0]!, format));
}

const drawStacks = ({ stacks, env }: GraphOptions): Promise<Drawing[]> =>
  withSynthesized({ stacks, env }, (synthesized) =>
    Promise.all(synthesized.map(async ({ dir }) => drawingOf(await readStackJson(dir)))),
  );

async function drawPlan(id: string, options: OpenOptions): Promise<Drawing> {
  const { plannedDrawing } = await import("../../delivery/plan/planned-drawing.js");
  // Standard output is for the picture.
  return plannedDrawing(id, { ...options, json: true });
}

function hint([first]: readonly Drawing[], plan: string | undefined): string {
  const name = ownerOf(first!.title);
  const what = plan === undefined ? name : `--plan ${plan}`;
  return `As a picture: ${ownCommand(`graph ${what} --out ${name}.svg`)}`;
}
