import { Construct } from "constructs";
import {
  DeliveryRole,
  GithubProvider,
  type GithubWorkflow,
  trustWorkflow,
} from "@groundwork/constructs/delivery";
import {
  appliedOwners,
  type DeliveryConfiguration,
  deliveryNames,
  type DeliveryRoleName,
  needsApproval,
  type Organization,
} from "@groundwork/configuration";
import type { DeliveryAccess, RoleAccess } from "./delivery-access";

export interface GithubRolesProps extends DeliveryConfiguration {
  readonly github: NonNullable<Organization["delivery"]["github"]>;
  readonly access: DeliveryAccess;
}

/** A role for each thing that workflows of GitHub do, which no other workflow takes on. */
export class GithubRoles extends Construct {
  /** By name without the organization's, as `plan-main`. */
  public readonly arns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: GithubRolesProps) {
    super(scope, id);
    const { organization, environments, github, access } = props;
    const repository = {
      providerArn: new GithubProvider(this, "provider", { existingArn: github.oidcProviderArn })
        .arn,
      subjectPrefix: github.subjectPrefix ?? `repo:${github.repository}`,
      repositoryId: github.repositoryId,
    };
    const ref = `refs/heads/${github.branch}`;
    const open = environments.filter(({ production }) => !production).map(({ name }) => name);
    const make = (
      role: DeliveryRoleName,
      description: string,
      workflow: GithubWorkflow,
      may: RoleAccess & { readonly permissionsBoundaryArn?: string },
      maxSessionSeconds?: number,
    ) => [
      role,
      new DeliveryRole(this, role, {
        name: deliveryNames(organization).roleName(role),
        description,
        trust: trustWorkflow(repository, workflow),
        maxSessionSeconds,
        ...may,
      }).role.arn,
    ];

    this.arns = Object.fromEntries([
      make(
        "plan-pr",
        "Plans for pull requests",
        { subject: "pull_request" },
        access.planOfPullRequest(github.pullRequestsRead ?? [...open, "registry"]),
      ),
      ...(
        [
          ["plan-main", `Plans of ${github.branch}`, access.plan()],
          ["drift", "Looks for drift", access.drift()],
          ["image-push-ci", "Pushes images", access.pushImages()],
        ] as const
      ).map(([role, description, may]) => make(role, description, { subject: `ref:${ref}` }, may)),
      ...appliedOwners(props).map((owner) =>
        make(
          `apply-${owner}`,
          `Applies plans of ${owner}`,
          {
            subject: `environment:${owner}`,
            ref,
            actorIds: needsApproval(props, owner) ? github.approverIds : [],
          },
          access.applyOf(owner),
          // A first apply waits for certificates, gateways and deployments.
          2 * 3600,
        ),
      ),
    ]);
  }
}
