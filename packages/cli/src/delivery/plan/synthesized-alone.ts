import path from "node:path";
import { OperationError } from "../../core/errors";
import { DENIED } from "../../core/exit-codes";
import { synthesize, type SynthesizedStack } from "../../core/project";
import type { Workspace } from "../../stand-ins/workspace";

/**
 * Synthesizes the one stack that is planned.
 *
 * @throws OperationError with exit code 6 when a policy stops it
 */
export async function synthesizedAlone(
  stack: string,
  workspace: Workspace,
  {
    env,
    destroy,
    rollback,
  }: {
    readonly env: NodeJS.ProcessEnv;
    /** Set where all that the stack has is destroyed. */
    readonly destroy?: object | undefined;
    readonly rollback?: { readonly root: string | undefined } | undefined;
  },
): Promise<SynthesizedStack> {
  const outDir = path.join(workspace.dir, "cdktf.out");
  try {
    // Findings in other stacks do not stop this one, and none stops the end of a stack.
    const keepFindings = destroy !== undefined;
    const [synthesized] = await synthesize({
      root: rollback?.root,
      outDir,
      env,
      stacks: [stack],
      keepFindings,
    });
    return synthesized!;
  } catch (error) {
    const refused = /^(one thing stops|\d+ things stop) the synth/.test((error as Error).message);
    throw refused ? new OperationError((error as Error).message, DENIED) : error;
  }
}
