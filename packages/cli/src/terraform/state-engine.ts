import type { Engine } from "@groundwork/constructs/stack/oldest-engines";
import { releaseNote } from "./release";

/**
 * Which of the two wrote a state: what a configuration calls `aws`, each takes from its own registry.
 * Other providers may be named with theirs.
 *
 * @param providers of the resources, as `provider["registry.opentofu.org/hashicorp/aws"]`
 * @returns undefined where they do not tell
 */
export function engineOf(providers: readonly (string | undefined)[]): Engine | undefined {
  const has = (name: string) => providers.some((provider) => provider?.includes(name));
  if (has('"registry.opentofu.org/')) return "OpenTofu";
  return has('"registry.terraform.io/hashicorp/') ? "Terraform" : undefined;
}

/** What wrote a state, in a column of releases: `1.11.4`, or `OpenTofu 1.11.6`. */
export const writerNote = ({
  engine = "Terraform",
  terraformVersion,
}: {
  readonly engine?: Engine | undefined;
  readonly terraformVersion: string;
}): string => releaseNote({ product: engine, version: terraformVersion });
