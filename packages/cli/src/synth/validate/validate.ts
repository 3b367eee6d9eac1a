import { readFile } from "node:fs/promises";
import path from "node:path";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { count } from "../../core/count";
import { OperationError } from "../../core/errors";
import { CHECK_FAILED } from "../../core/exit-codes";
import { say, sayJson } from "../../core/outlet";
import { cacheDir, type SynthesizedStack } from "../../core/project";
import { takeLocks } from "../../delivery/lock-files";
import { terraformEnvironment } from "../../delivery/open";
import { Workspace } from "../../stand-ins/workspace";
import { releaseName, releaseNote, requireTerraform, type Release } from "../../terraform/release";
import { RunRecords } from "../../terraform/run-record";
import { Terraform } from "../../terraform/terraform";
import { StackSource, type Finding } from "./findings";
import { findingsText, type Traced } from "./findings-text";
import { optionsOf } from "./options-of";
import { unprepared } from "./unprepared";

export interface ValidateOptions {
  /** @default all */
  readonly stacks: readonly string[];
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork validate`: holds what is synthesized against the schemas of the true providers, as
 * `terraform validate` does. It reaches no backend and no AWS, and needs no credentials.
 *
 * @throws OperationError with the exit code 8 when a stack has an error; with 1 when a provider cannot
 *   be had, and then nothing was validated
 */
export async function validate({ stacks, json, signal, env }: ValidateOptions): Promise<void> {
  const release = await requireTerraform(env);
  const workspace = await Workspace.create(path.join(cacheDir, "validate"), process.pid);
  try {
    // What is against the policies has a command of its own.
    const synthesized = await workspace.synthesize(env, { keepFindings: true, stacks });
    const validated = await pMap(
      synthesized,
      (stack) => prepare(stack, workspace, env, signal),
      IN_TURN,
    );
    const found = await pMap(
      validated,
      async ({ stack, terraform, found }) =>
        found ??
        sourceOf(stack).then(async (source) => source.findings(await terraform.validate())),
      AT_A_TIME.terraform,
    );
    const traced = await pMap(
      synthesized,
      async ({ name }) => {
        const own = found.flat().filter(({ stack }) => stack === name);
        const dir = path.join(workspace.dir, "options", name);
        const options = await optionsOf(name, own, { dir, env, signal });
        return own.map((finding, index) => ({ ...finding, options: options[index]! }));
      },
      IN_TURN,
    );
    const findings = traced.flat();
    const names = synthesized.map(({ name }) => name);
    if (json) sayJson({ terraform: releaseNote(release), stacks: names.map(documentOf(findings)) });
    else say(`${findingsText(names, findings)}\n\nBy ${releaseName(releaseNote(release))}.`);
    expectNoErrors(findings, release);
  } finally {
    await workspace.remove();
  }
}

/** Terraform's cache of providers is not made for two at once. */
const IN_TURN = { concurrency: 1 };

/** A stack that Terraform knows the providers of, or what it found before it asked for them. */
interface Prepared {
  readonly stack: SynthesizedStack;
  readonly terraform: Terraform;
  readonly found: Finding[] | undefined;
}

/** @throws OperationError when a provider or a module cannot be had */
async function prepare(
  stack: SynthesizedStack,
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Prepared> {
  const { name, dir } = stack;
  const locked = await takeLocks(name, dir);
  const terraform = new Terraform({
    stack: name,
    dir,
    env: { ...(await terraformEnvironment(env)), ...(locked === undefined && FROM_CACHE) },
    signal,
    records: new RunRecords(path.join(workspace.dir, "runs")),
  });
  try {
    await terraform.init("-backend=false", ...(locked === undefined ? [] : ["-lockfile=readonly"]));
    return { stack, terraform, found: undefined };
  } catch (error) {
    signal.throwIfAborted();
    // What cannot be read as a configuration at all is told by `init` as well.
    const said = await terraform.validate().catch(() => undefined);
    const found = said === undefined ? [] : (await sourceOf(stack)).findings(said);
    if (found.length > 0 && !found.some(({ message }) => NOT_THERE.test(message))) {
      return { stack, terraform, found };
    }
    throw unprepared(name, (error as Error).message);
  }
}

/**
 * Without a lock file each stack would load its providers anew, as nothing says what those in the
 * cache must be. https://developer.hashicorp.com/terraform/cli/config/config-file#allowing-the-provider-plugin-cache-to-break-the-dependency-lock-file
 */
const FROM_CACHE = { TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true" };

/** What `validate` says where `init` has not done its work; no fault of the stack. */
const NOT_THERE = /^(Missing required provider|Module not installed)/;

/** As Terraform has read it, which is not before it has. */
const sourceOf = async ({ name, dir }: SynthesizedStack): Promise<StackSource> =>
  new StackSource(name, await readFile(path.join(dir, "cdk.tf.json"), "utf8"));

const documentOf = (findings: readonly Traced[]) => (name: string) => ({
  stack: name,
  findings: findings.flatMap(({ stack, pointer: _, ...finding }) =>
    stack === name ? [finding] : [],
  ),
});

function expectNoErrors(findings: readonly Finding[], { product }: Release): void {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors === 0) return;
  throw new OperationError(
    `${count(errors, "error")}, told above. ${product} looks at nothing that refers to a resource with an error, so validate again once ${errors === 1 ? "it is" : "they are"} mended`,
    CHECK_FAILED,
  );
}
