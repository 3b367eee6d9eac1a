import { rm } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../../core/errors";
import type { OpenState } from "../open";
import { parseState, stateIn } from "../../terraform/state-file";
import { stateFormat, type StateFormat } from "../../terraform/state-format";
import { readState } from "../state-object";

/** What Terraform makes of a state. */
export interface Acceptance {
  /** Undefined where there is no state. */
  readonly serial: number | undefined;
  readonly lineage: string | undefined;
  readonly resources: number;
  /** Whether its plan would change anything. */
  readonly planChanges: boolean;
}

/**
 * Has Terraform read the state and plan with it.
 *
 * @throws OperationError when it does not take it, or reads another one than lies in S3
 */
export async function expectAccepted({
  terraform,
  clients,
  location,
  key,
  stack,
}: OpenState): Promise<Acceptance> {
  await terraform.init("-reconfigure");
  const pulled = parseState(await terraform.pullState());
  const text = (await readState(clients, location, key)) ?? "";
  // If there is no state, Terraform shows the empty one with which it would begin.
  const stored = text === "" || stateIn(text) === "" ? undefined : stateFormat(text);
  if (pulled?.serial !== stored?.serial || pulled?.lineage !== stored?.lineage) {
    throw new OperationError(
      `${stack}: ${terraform.command("state pull")} got ${named(pulled)}, expected ${named(stored)} as in S3`,
    );
  }
  const file = path.join(terraform.dir, "accepted.tfplan");
  try {
    const planChanges = await terraform.plan(file);
    const { serial, lineage, addresses = [] } = pulled ?? {};
    return { serial, lineage, resources: addresses.length, planChanges };
  } finally {
    // A plan holds what the state holds, secrets included.
    await rm(file, { force: true });
  }
}

const named = (state: Pick<StateFormat, "serial" | "lineage"> | undefined): string =>
  state?.serial !== undefined
    ? `serial ${state.serial} of ${state.lineage || "no lineage"}`
    : "no state";
