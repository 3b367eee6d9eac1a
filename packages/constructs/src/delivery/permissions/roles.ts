import type { PolicyStatement } from "../../policy-document";

/** Roles that may be made, and what may be done with them. */
export interface ManagedRoles {
  readonly accountId: string;

  /** ARNs of the roles, with `*` as a wildcard. */
  readonly roleArns: readonly string[];

  /** Boundary without which none of them is made or given anything. */
  readonly boundaryArn: string;

  /** Services that the roles may be passed to, as `ecs.amazonaws.com`. */
  readonly passedTo: readonly string[];

  /** Services whose own roles come with their first use in an account. */
  readonly linkedServices: readonly string[];
}

/** To make, change, pass on and delete roles, none of which can do more than their maker. */
export const roleStatements = (roles: ManagedRoles): PolicyStatement[] => [
  {
    // A role without the boundary could be given anything, and then do what its maker may not.
    Sid: "MakeBoundRoles",
    Effect: "Allow",
    Action: [
      "iam:AttachRolePolicy",
      "iam:CreateRole",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
    ],
    Resource: roles.roleArns,
    Condition: { StringEquals: { "iam:PermissionsBoundary": roles.boundaryArn } },
  },
  {
    Sid: "KeepRoles",
    Effect: "Allow",
    Action: [
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ],
    Resource: roles.roleArns,
  },
  {
    // To the services that they are made for.
    Sid: "PassRoles",
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: roles.roleArns,
    Condition: { StringEquals: { "iam:PassedToService": roles.passedTo } },
  },
  {
    // AWS says what these may do, and only the service can take one on.
    Sid: "ServiceLinkedRoles",
    Effect: "Allow",
    Action: "iam:CreateServiceLinkedRole",
    Resource: `arn:aws:iam::${roles.accountId}:role/aws-service-role/*`,
    Condition: { StringEquals: { "iam:AWSServiceName": roles.linkedServices } },
  },
];

/** To make, change and delete the profiles by which instances get their role. */
export const instanceProfileStatement = (profileArns: readonly string[]): PolicyStatement => ({
  Sid: "KeepInstanceProfiles",
  Effect: "Allow",
  Action: [
    "iam:AddRoleToInstanceProfile",
    "iam:CreateInstanceProfile",
    "iam:DeleteInstanceProfile",
    "iam:RemoveRoleFromInstanceProfile",
    "iam:TagInstanceProfile",
    "iam:UntagInstanceProfile",
  ],
  Resource: profileArns,
});
