/** Whether an argument that changes makes Terraform replace what it is of. */
export type Force = "always" | "perhaps" | "never";

/** How sure it is that something is replaced. */
export type Replaced = "no" | "may be" | "will be";

/** An argument's path without what only says which item of a list it is. */
export const bareArgument = (path: string): string =>
  path.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, "");

/** Arguments that are changed in place in every type that has them. */
const IN_PLACE = /^(tags|tags_all|timeouts)(\.|$)/;

/**
 * What a change of an argument means for a resource of a type.
 *
 * @param path of the argument, as `network_configuration.subnets[0]`
 */
export function forceOf(type: string, path: string): Force {
  const argument = bareArgument(path);
  if (type.startsWith("aws_") && IN_PLACE.test(argument)) return "never";
  // A `triggers_replace` says itself what it does; of an `input` the same is known.
  if (type === "terraform_data") return argument === "triggers_replace" ? "always" : "never";
  return "perhaps";
}
