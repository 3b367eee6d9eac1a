import type { Organization } from "@groundwork/configuration";
import { stackId, type StateLocation } from "@groundwork/configuration/names";
import { OperationError } from "../core/errors";
import { warn } from "../core/outlet";
import { originalAddresses } from "../stand-ins/addresses";
import { exchangeOf, NO_EXCHANGE } from "../stand-ins/exchange";
import type { Workspace } from "../stand-ins/workspace";
import type { AwsClients } from "../state/clients";
import { expectFeatures, lackedBy } from "../terraform/features";
import type { Release } from "../terraform/release";
import type { RunRecords } from "../terraform/run-record";
import { Terraform } from "../terraform/terraform";
import type { DeliveryRehearsal } from "./delivery";
import type { Enrollment } from "./enrollment";
import { inOrder, withLayersBelow } from "./layers";
import type { RehearsedStack } from "./rehearsed-stack";

export interface RehearseOptions {
  /** Stacks to apply besides bootstrap-stack. @default all */
  readonly stacks: readonly string[];
  /** Leave emulator and folders in place, and say how to reach them. */
  readonly keep: boolean;
  /** Use the AWS provider instead of stand-ins. */
  readonly provider: boolean;
  /** Apply the environments as changes reach them: plan, approve, apply, drift, with messages. */
  readonly delivery: boolean;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** What the steps of a rehearsal work with. */
export interface Rehearsal extends RehearseOptions {
  readonly organization: Organization;
  /** What plans and applies. */
  readonly release: Release;
  /** Undefined if the states do not lie in S3. */
  readonly s3: { readonly location: StateLocation; readonly clients: AwsClients } | undefined;
  readonly records: RunRecords;
  readonly workspace: Workspace;
  /** Folder of the states that do not lie in S3. */
  readonly states: string;
  /** Environment of Terraform and the synth. */
  readonly rehearsalEnv: NodeJS.ProcessEnv;
  /** Undefined if no environment has an account of its own. */
  readonly enrollment: Enrollment | undefined;
  /** Applies the environments. @default as all other stacks */
  readonly deliveries: DeliveryRehearsal | undefined;
}

export const BOOTSTRAP = stackId("bootstrap");

/** Synthesizes, and puts stand-ins in place of the stacks that were asked for. */
export async function prepare(rehearsal: Rehearsal): Promise<RehearsedStack[]> {
  const { workspace, provider, rehearsalEnv: env, signal, records, s3, states } = rehearsal;
  // Findings in stacks that nobody asked for are no reason to stop.
  const stacks = withLayersBelow(rehearsal.stacks);
  const wanted = env["STACKS"]?.trim() || stacks.join(" ");
  // No other stack can keep its state in S3 without bootstrap-stack.
  const only = wanted && s3 ? `${wanted} ${BOOTSTRAP}` : wanted;
  const all = await workspace.synthesize({ ...env, STACKS: only });
  const missing = stacks.filter((asked) => !all.some(({ name }) => name === asked));
  if (missing.length > 0) {
    throw new OperationError(
      `got ${missing.join(", ")}, which STACKS=${env["STACKS"]} leaves out; unset STACKS`,
    );
  }
  const asked = inOrder(all).filter(
    ({ name }) => name === BOOTSTRAP || stacks.length === 0 || stacks.includes(name),
  );
  // What is real of bootstrap-stack is for whoever bootstraps; its stand-ins apply with any release.
  const real = asked.filter(({ name }) => provider || name !== BOOTSTRAP);
  await expectFeatures(real, rehearsal.release);
  const set = asked.filter((stack) => !real.includes(stack));
  for (const line of await lackedBy(set, rehearsal.release)) warn(`Warning: ${line}`);
  const placed = provider ? asked : await workspace.standIn(asked, { states, env });
  return placed.map(({ name, dir }, index) => {
    const terraform = new Terraform({
      stack: name,
      dir,
      env: rehearsal.enrollment?.envOf(name) ?? env,
      signal,
      records,
      ...(!provider && { translate: originalAddresses }),
    });
    return {
      name,
      dir,
      seconds: 0,
      terraform,
      ...(provider
        ? NO_EXCHANGE
        : exchangeOf(asked[index]!, terraform, workspace, { states, env })),
    };
  });
}
