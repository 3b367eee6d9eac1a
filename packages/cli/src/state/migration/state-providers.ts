import type { Release } from "../../terraform/release";
import { addressesOf, type ResourceInState } from "../../terraform/state-file";

/** A provider that something in a state belongs to. */
export interface StateProvider {
  /** As `registry.terraform.io/hashicorp/aws`; as it stands there where it is nothing of that kind. */
  readonly name: string;
  /** The parts of the state that belong to it. */
  readonly addresses: readonly string[];
}

type Product = Release["product"];

/** Where each looks for providers whose source names no host, and for those without any. */
const REGISTRIES: Readonly<Record<Product, string>> = {
  Terraform: "registry.terraform.io",
  OpenTofu: "registry.opentofu.org",
};
const DEFAULT_NAMESPACE = "hashicorp";

/** Providers that are built into Terraform, and not installed. */
export const BUILT_IN = "terraform.io/builtin/terraform";

/** Stands where the namespace is not known: in states of Terraform 0.12 and before. */
const LEGACY_NAMESPACE = "-";

/**
 * The providers of a state, each once, in the order of the state; also those of data sources, which
 * Terraform installs as well.
 *
 * @param text of a state of format 4
 * @param product that reads it
 */
export function providersIn(text: string, product: Product = "Terraform"): StateProvider[] {
  const { resources } = JSON.parse(text) as {
    resources?: readonly (ResourceInState & { readonly provider?: unknown })[] | null;
  };
  const found = new Map<string, string[]>();
  for (const resource of resources ?? []) {
    const name = nameIn(String(resource.provider), product);
    found.set(name, [...(found.get(name) ?? []), ...addressesOf(resource)]);
  }
  return [...found].map(([name, addresses]) => ({ name, addresses }));
}

/**
 * Reads `module.x.provider["registry.terraform.io/hashicorp/aws"].alias`, or `provider.aws.alias` of
 * Terraform 0.12 (internal/states/statefile/version4.go).
 */
function nameIn(provider: string, product: Product): string {
  const [, source] = SOURCE[product].exec(provider) ?? [];
  if (source !== undefined) return qualified(source, product);
  const [, type] = /^(?:module\.[^.[\]]+\.)*provider\.([\w-]+)(?:\.[\w-]+)?$/.exec(provider) ?? [];
  if (type === undefined) return provider;
  return type === "terraform" ? BUILT_IN : `${REGISTRIES[product]}/${LEGACY_NAMESPACE}/${type}`;
}

/** OpenTofu 1.9 and later has providers with `for_each`: `provider["..."].by_region["a"]`. */
const SOURCE: Readonly<Record<Product, RegExp>> = {
  Terraform: /^(?:module\.[^.[\]]+\.)*provider\["([^"]+)"\](?:\.[^.[\]]+)?$/,
  OpenTofu: /^(?:module\.[^.[\]]+\.)*provider\["([^"]+)"\](?:\.[^.[\]]+(?:\[.+\])?)?$/,
};

/** @param source as in `required_providers` */
function qualified(source: string, product: Product): string {
  const [type = "", namespace, host] = source.toLowerCase().split("/").toReversed();
  if (namespace === undefined && type === "terraform") return BUILT_IN;
  return [host ?? REGISTRIES[product], namespace ?? DEFAULT_NAMESPACE, type].join("/");
}

/**
 * Whether it can be made anything of. Without a word Terraform leaves out of a state what has another
 * provider, such as one with `for_each` of OpenTofu.
 */
const isReadable = (name: string): boolean => /^[^/\s"[\]]+\/[^/\s"[\]]+\/[^/\s"[\]]+$/.test(name);

const typeOf = (name: string): string => name.split("/").at(-1)!;

interface Configuration {
  readonly terraform?: {
    readonly required_providers?: Readonly<Record<string, string | { readonly source?: string }>>;
  };
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The providers that a configuration asks for; what it does not name, Terraform takes from the
 * prefix of a resource's type.
 *
 * @param configuration Terraform JSON of a stack
 * @param product that works on it
 */
export function providersOf(
  { terraform, provider, resource, data }: Configuration,
  product: Product = "Terraform",
): Set<string> {
  const required = terraform?.required_providers ?? {};
  const named = Object.entries(required).map(([name, value]) =>
    qualified((typeof value === "object" ? value.source : undefined) ?? name, product),
  );
  const types = [...Object.keys(resource ?? {}), ...Object.keys(data ?? {})];
  const implied = [...types.map((type) => type.split("_")[0]!), ...Object.keys(provider ?? {})];
  const local = implied.filter((name) => !(name in required) && name !== "terraform");
  return new Set([BUILT_IN, ...named, ...local.map((name) => qualified(name, product))]);
}

/** A provider under which a stack does not look for what it has. */
export interface Misfit extends StateProvider {
  /** The one to put in its place; undefined where nobody can tell. */
  readonly instead: string | undefined;
  /** Whether the stack has that one. */
  readonly declared: boolean;
}

/** How a state's providers go with those of a stack. */
export interface ProviderFit {
  /** Those that have to be replaced in the state before the stack can work on it. */
  readonly misfits: readonly Misfit[];
  /** Those that the stack does not name: Terraform has to install them for this state alone. */
  readonly extra: readonly StateProvider[];
}

export function fitProviders(
  providers: readonly StateProvider[],
  declared: ReadonlySet<string>,
  product: Product = "Terraform",
): ProviderFit {
  const others = providers.filter(({ name }) => !declared.has(name));
  const misfits = others.flatMap((provider) => {
    const instead = insteadOf(provider.name, declared, product);
    if (instead === undefined && isReadable(provider.name)) return [];
    return [{ ...provider, instead, declared: instead !== undefined && declared.has(instead) }];
  });
  const names = new Set(misfits.map(({ name }) => name));
  return { misfits, extra: others.filter(({ name }) => !names.has(name)) };
}

/** One registry's name of what comes from another, and any name of what had none. */
function insteadOf(
  name: string,
  declared: ReadonlySet<string>,
  product: Product,
): string | undefined {
  if (!isReadable(name)) return undefined;
  const [host = "", namespace = ""] = name.split("/");
  const same = [...declared].find((one) => typeOf(one) === typeOf(name));
  if (same !== undefined) return same;
  if (namespace === LEGACY_NAMESPACE) return qualified(typeOf(name), product);
  const own = REGISTRIES[product];
  const isOthers = host !== own && Object.values(REGISTRIES).includes(host);
  return isOthers ? [own, namespace, typeOf(name)].join("/") : undefined;
}
