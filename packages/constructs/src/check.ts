import type { Construct } from "constructs";
import { ConfigurationError } from "./configuration-error";
import { quoted } from "./shown";

/**
 * Holds a construct's prop against what it must be.
 * @throws ConfigurationError such as `dev-stack/network.cidr: got "10.0.0.0/8", expected ...`
 */
export function check(
  scope: Construct,
  prop: string,
  got: unknown,
  holds: boolean,
  expected: string,
): void {
  if (holds) return;
  throw new ConfigurationError([
    `${scope.node.path}.${prop}: got ${quoted(got)}, expected ${expected}`,
  ]);
}
