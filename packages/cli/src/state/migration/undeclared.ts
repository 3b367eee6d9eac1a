import { parseAddress } from "../../terraform/address";

interface Declared {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly module?: Readonly<Record<string, unknown>>;
}

/**
 * Addresses in a state that a configuration does not declare: Terraform's next plan will want to
 * destroy them.
 *
 * @param configuration Terraform JSON
 */
export function undeclared(addresses: readonly string[], configuration: Declared): string[] {
  const { resource = {}, module = {} } = configuration;
  return addresses.filter((address) => {
    const { modules: [within] = [], type = "", name = "" } = parseAddress(address) ?? {};
    return within ? !(within.name in module) : !(name in (resource[type] ?? {}));
  });
}
