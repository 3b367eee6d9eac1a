import { TerraformStack, Testing } from "cdktf";
import { attachBackend, type S3StateBackend } from "@groundwork/constructs/state";

/** A stack with a backend alone, as attachBackend makes it. @param outdir where cdktf may write */
export function backendJson(outdir: string, backend: S3StateBackend, key: string): string {
  const stack = new TerraformStack(Testing.app({ outdir }), "stack");
  attachBackend(stack, { backend, key, emulated: true });
  return Testing.synth(stack);
}
