import type { PolicyStatement } from "../policy-document";
import type { DeliveryOwner, MemberRoles } from "./delivery-owner";

/** Who takes on a role from another account. */
export interface Trusted {
  /** The account they are of. */
  readonly accountId: string;

  /** ARNs of their roles, with `*` as a wildcard. @default - whoever its IAM lets, but for `not` */
  readonly roleArns?: readonly string[] | undefined;

  /** ARNs of roles that are none of them, with `*` as a wildcard. @default - none */
  readonly not?: readonly string[] | undefined;
}

/**
 * Who takes on a role. They are named in a condition beneath their account: IAM refuses a principal
 * that is not there yet, and replaces one that is deleted by an id that fits nobody (IAM user guide,
 * "AWS JSON policy elements: Principal"). What an account is granted still needs a policy there.
 */
export const trustRoles = ({ accountId, roleArns, not = [] }: Trusted): PolicyStatement[] => [
  {
    Sid: "Organization",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "sts:AssumeRole",
    ...(roleArns !== undefined
      ? { Condition: { ArnLike: { "aws:PrincipalArn": roleArns } } }
      : not.length > 0 && { Condition: { ArnNotLike: { "aws:PrincipalArn": not } } }),
  },
];

/** To go on in the accounts of owners, each in the role that is for it. */
export function enterAccounts(
  owners: readonly Pick<DeliveryOwner, "memberRoles">[],
  use: keyof MemberRoles,
): PolicyStatement[] {
  const roles = owners.flatMap(({ memberRoles }) => memberRoles?.[use] ?? []);
  if (roles.length === 0) return [];
  return [
    {
      Sid: "EnterAccounts",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: [...new Set(roles)],
    },
  ];
}
