import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OperationError } from "../../core/errors";
import { writePrivately } from "../../core/private-file";
import { readStackJson, synthesize } from "../../core/project";
import { draw } from "../../drawing/draw";
import { changesOf } from "../plan/planned-drawing";
import { readCheckout } from "../plan/checkout";
import type { PlanRecord } from "../store/plan-meta";
import { planPage, type PlanPageFacts } from "./plan-page";

export interface WritePageOptions extends Omit<PlanPageFacts, "drawing"> {
  readonly file: string;
  /** Whether a file of that name may go. */
  readonly replace: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Writes the page of a plan to a file that only its owner may read, with a drawing where the checkout
 * is what was planned.
 *
 * @returns the file's path
 * @throws OperationError when the file is there already, or cannot be written
 */
export async function writePage({
  file,
  replace,
  env,
  ...facts
}: WritePageOptions): Promise<string> {
  const target = path.resolve(file);
  const drawn = await drawingOf(facts.record, env);
  const notes = [...(facts.notes ?? []), ...(drawn.missing === undefined ? [] : [drawn.missing])];
  const page = planPage({ ...facts, notes, drawing: drawn.svg });
  await writePrivately(target, page, replace);
  return target;
}

interface Drawn {
  readonly svg?: string;
  /** Why there is none, for people. */
  readonly missing?: string;
}

/** The stack of the plan's commit as a picture, with what the plan does. */
async function drawingOf({ summary }: PlanRecord, env: NodeJS.ProcessEnv): Promise<Drawn> {
  const { stack, commit, dirty: wasDirty, resources } = summary;
  const { commit: head, dirty } = await readCheckout(env);
  if (head !== commit) {
    return {
      missing: `There is no drawing, as it is made of the code: git checkout ${commit.slice(0, 12)}, then make the page anew.`,
    };
  }
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-page-"));
  try {
    const [synthesized] = await synthesize({
      outDir: dir,
      env,
      stacks: [stack],
      keepFindings: true,
    });
    const changes = changesOf(resources);
    const svg = await draw(await readStackJson(synthesized!.dir), { changes });
    const isOther = wasDirty === true || dirty.length > 0;
    return {
      svg,
      ...(isOther && {
        missing:
          "The drawing is of this checkout, whose files may differ from those that were planned.",
      }),
    };
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { missing: `There is no drawing, as the stack cannot be synthesized: ${error.message}` };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
