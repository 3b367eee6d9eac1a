import { table } from "../table";
import { accessVariables, type RehearsalAccess } from "./access";
import type { StoredState } from "./verify";

/** How the rehearsal of one stack ended. */
export interface Result extends StoredState {
  readonly stack: string;
  /** Where Terraform ran. */
  readonly dir: string;
  /** Of bootstrap, init, apply and second plan. */
  readonly seconds: number;
}

export const resultTable = (results: readonly Result[]): string =>
  table([
    ["stack", "resources", "state key", "version", "seconds"],
    ...results.map(({ stack, resources, key, version, seconds }) => [
      stack,
      String(resources),
      key,
      version,
      seconds.toFixed(1),
    ]),
  ]);

/** Says plainly what was proved and what was not. */
export const closingWords = (provider: boolean): string =>
  provider
    ? "All of it was real but AWS: an emulator answered the AWS provider."
    : [
        "Real: Terraform, the synthesized graph, order, backend, keys, locks, states and outputs.",
        "Stand-ins: every AWS resource was a terraform_data of its configuration, so nothing was",
        "checked by AWS or its provider. With the provider: npm run rehearse -- --provider",
      ].join("\n");

/**
 * How to go on in what --keep has left.
 *
 * @param dir folder of one stack
 * @param emulator id of its process, when it is ours to end
 */
export function keptWords(access: RehearsalAccess, dir: string, emulator?: number): string {
  const variables = Object.entries(accessVariables(access));
  return [
    "The emulator goes on. With these lines in a shell, Terraform and the AWS CLI reach it:",
    "",
    ...variables.map(([name, value]) => `  export ${name}=${value}`),
    "",
    `  cd ${dir} && terraform state list`,
    ...(emulator === undefined ? [] : ["", `To end it: kill ${emulator}`]),
  ].join("\n");
}
