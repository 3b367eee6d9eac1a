import { at } from "./places";

/**
 * What a pull request may add though nobody has merged it yet, as the base branch says it:
 * `organization.delivery.github.pullRequestsAdd`.
 */
export interface Additions {
  /** Sources of providers, as `hashicorp/random`. */
  readonly providers: readonly string[];
  /** Sources of modules in a registry, as `terraform-aws-modules/vpc/aws`; `*` is any one name. */
  readonly modules: readonly string[];
}

export const NOTHING: Additions = { providers: [], modules: [] };

/** The option, as a line says it. */
export const OPTION = "organization.delivery.github.pullRequestsAdd";

/** A source in full, as `registry.terraform.io/hashicorp/random`; a name alone is HashiCorp's. */
export function fullSource(source: unknown): string {
  const parts = String(source).toLowerCase().split("/");
  return ["registry.terraform.io", "hashicorp"]
    .slice(0, Math.max(0, 3 - parts.length))
    .concat(parts)
    .join("/");
}

/** The source that a stack demands of a provider; undefined where it demands none. */
export function sourceOf(json: unknown, provider: string): string | undefined {
  const source = at(json, ["terraform", "required_providers", provider, "source"]);
  return typeof source === "string" ? fullSource(source) : undefined;
}

export const mayAddProvider = ({ providers }: Additions, source: string | undefined): boolean =>
  source !== undefined && providers.some((one) => fullSource(one) === source);

/** Where a module lies, without the folder in it that is meant. */
const placeOf = (source: string): string => source.split("//")[0]!;

/** https://developer.hashicorp.com/terraform/language/modules/configuration#terraform-registry */
export const isOfRegistry = (source: unknown): source is string =>
  typeof source === "string" &&
  /^(?:[\w-]+(?:\.[\w-]+)+\/)?[\w-]+\/[\w-]+\/[\w-]+$/.test(placeOf(source));

/**
 * Only of a registry: what a repository has under a `ref`, anybody may have put there who may open
 * a pull request in it.
 */
export function mayAddModule({ modules }: Additions, source: unknown): boolean {
  if (!isOfRegistry(source)) return false;
  const parts = placeOf(source).split("/");
  return modules.some((one) => {
    const names = one.split("/");
    return (
      names.length === parts.length &&
      names.every((name, index) => name === parts[index] || name === "*")
    );
  });
}
