import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesize, type SynthesizedStack, type SynthOptions } from "../core/project";

/**
 * Synthesizes stacks for whoever only reads their JSON: into a folder that goes with the work, as
 * stacks with findings must not lie where Terraform runs. Findings stay in the JSON.
 */
export async function withSynthesized<Done>(
  options: Pick<SynthOptions, "stacks" | "env">,
  work: (synthesized: readonly SynthesizedStack[]) => Promise<Done>,
): Promise<Done> {
  const outDir = await mkdtemp(path.join(tmpdir(), "groundwork-synth-"));
  try {
    return await work(await synthesize({ ...options, outDir, keepFindings: true }));
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
