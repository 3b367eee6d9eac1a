import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesDir } from "../core/project";

/** Whether an argument that changes makes Terraform replace what it is of. */
export type Force = "always" | "perhaps" | "never";

/** How sure it is that something is replaced. */
export type Replaced = "no" | "may be" | "will be";

/** An argument's path without what only says which item of a list it is. */
export const bareArgument = (argument: string): string =>
  argument.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, "");

/** Arguments that are changed in place in every type of AWS that has them. */
const IN_PLACE = /^(tags|tags_all|timeouts)(\.|$)/;

/**
 * What a change of an argument means for a resource of a type. Of AWS's types that the constructs use
 * the provider itself was asked (packages/testing/provider/forcing-arguments.js). Of all else only
 * tags are known to be changed in place.
 *
 * @param argument its path, as `network_configuration.subnets[0]`
 * @returns `perhaps` for whatever the provider has not told
 */
export function forceOf(type: string, argument: string): Force {
  const name = bareArgument(argument);
  if (type.startsWith("aws_") && IN_PLACE.test(name)) return "never";
  // A `triggers_replace` says itself what it does; of an `input` the same is known.
  if (type === "terraform_data") return name === "triggers_replace" ? "always" : "never";
  const { always = [], never = [] } = table().types[type] ?? {};
  const steps = name.split(".");
  for (let length = steps.length; length > 0; length--) {
    const place = steps.slice(0, length).join(".");
    // Below an argument that is no block there is only its value, as the keys of a map.
    const isIn = (list: readonly string[]) => list.includes(place) || list.includes(`${place}.*`);
    if (isIn(always)) return "always";
    if (isIn(never)) return "never";
    if (length < steps.length && isAsked(always, never, place)) return "perhaps";
  }
  return "perhaps";
}

/** Whether parts of a block were asked about, each by itself. */
const isAsked = (always: readonly string[], never: readonly string[], place: string): boolean =>
  [...always, ...never].some((one) => one.startsWith(`${place}.`));

interface Table {
  readonly provider: string;
  /** `block.*` is a block with all that is in it. */
  readonly types: Readonly<
    Record<string, { readonly always: readonly string[]; readonly never: readonly string[] }>
  >;
}

let known: Table | undefined;

function table(): Table {
  const file = path.join(packagesDir, "cli/src/comparison/forcing-arguments.json");
  return (known ??= JSON.parse(readFileSync(file, "utf8")) as Table);
}
