import { parseState } from "../../terraform/state-file";
import type { Terraform } from "../../terraform/terraform";

/** The state after an apply; nothing if it cannot be read. */
export interface After {
  readonly serial?: number | undefined;
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
}

/** Outputs of the state after an apply, also of one that got half-way. They decide nothing. */
export async function readAfter(terraform: Terraform): Promise<After> {
  try {
    const serial = parseState(await terraform.pullState())?.serial;
    const all = JSON.parse(await terraform.outputs()) as Record<string, Output>;
    const open = Object.entries(all).filter(([, { sensitive }]) => !sensitive);
    return { serial, outputs: Object.fromEntries(open.map(([name, { value }]) => [name, value])) };
  } catch {
    return {};
  }
}

interface Output {
  readonly sensitive: boolean;
  readonly value: unknown;
}
