import type { AppliedEnvironment, AppliedStack } from "../delivery-owner";

/** ARNs of roles and of what goes with them that are the stack's own, with `*` as a wildcard. */
export function identities(stack: AppliedStack): string[] {
  switch (stack.type) {
    case "registry":
      return [...stack.roleArns, ...stack.policyArns];
    case "environment":
      return [...environmentRoles(stack), ...instanceProfiles(stack)];
    case "elsewhere":
      return [];
  }
}

export const environmentRoles = ({ accountId, prefix }: AppliedEnvironment): string[] => [
  `arn:aws:iam::${accountId}:role/${prefix}-*`,
];

export const instanceProfiles = ({ accountId, prefix }: AppliedEnvironment): string[] => [
  `arn:aws:iam::${accountId}:instance-profile/${prefix}-*`,
];
