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
    const [first = "", second = ""] = address.split(".");
    const name = second.replace(/\[.*$/, "");
    return first === "module" ? !(name in module) : !(name in (resource[first] ?? {}));
  });
}
