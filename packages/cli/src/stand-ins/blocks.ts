import { runsOnlyTheStep, STEP_REHEARSED } from "@groundwork/constructs/container-service/options";
import type { Block } from "./json";
import type { Path } from "./references";
import { scan } from "./scanner";

/** Arguments that Terraform itself reads, of every kind of block. */
export const metaArguments = /^(count|for_each|depends_on|lifecycle)$/;
/** What chooses a provider, logs in or runs something goes, as do CDKTF's notes. */
export const gone = /^(provider|connection|provisioner|\/\/)$/;
/** What a module's call has besides inputs: where it comes from is kept beside them. */
export const ofCall = /^(source|version|providers|\/\/)$/;
/** Whether there may be several of it, or none. */
export const repeats = (body: Block | undefined) =>
  (body?.["count"] ?? body?.["for_each"]) !== undefined;
/** Strings of these arguments are addresses, not templates. */
export const bare = /^(depends_on|replace_triggered_by|from|to)$/;

/** The paths below a resource whose changes its `lifecycle` ignores. */
export function ignoredPaths(address: string, body: Block): Path[] {
  const { ignore_changes: ignored } = (body["lifecycle"] ?? {}) as Block;
  return (Array.isArray(ignored) ? ignored : []).map((path) => {
    const [steps = []] = scan(`${address}.${path}`, "expression").references[0]?.paths ?? [];
    return steps;
  });
}

/**
 * The program that stays in a rehearsal, which is told that it is one: what runs a task before a
 * deployment. All others go.
 */
export function rehearsedStep({ provisioner }: Block): Block {
  if (!runsOnlyTheStep("terraform_data", provisioner)) return {};
  const [{ "local-exec": run }] = provisioner as [{ "local-exec": Block }];
  const environment = { ...(run["environment"] as Block), [STEP_REHEARSED]: "1" };
  return { provisioner: [{ "local-exec": { ...run, environment } }] };
}
