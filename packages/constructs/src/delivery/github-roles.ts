import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import type { DeliveryAccess } from "./delivery-access";
import type { RoleAccess } from "./delivery-owner";
import { githubRoleOptions, type GithubRoleInput } from "./delivery-options";
import type { DeliveryOwner } from "./delivery-owner";
import { DeliveryRole } from "./delivery-role";
import { GithubProvider, trustWorkflow, type GithubWorkflow } from "./github-provider";

export interface GithubRolesProps extends GithubRoleInput {
  /** Names of the owners whose states the plan of a pull request reads. */
  readonly pullRequestsRead: readonly string[];

  /** Names of the roles that are there whatever is applied. */
  readonly roleNames: Readonly<Record<"plan-pr" | "plan-main" | "drift" | "image-push-ci", string>>;

  readonly owners: readonly DeliveryOwner[];
  readonly access: DeliveryAccess;
}

/** A role for each thing that workflows of GitHub do, which no other workflow takes on. */
export class GithubRoles extends Construct {
  /** ARNs of the roles by their name without the organization's, as `plan-main`. */
  public readonly arns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, given: GithubRolesProps) {
    super(scope, id);
    const props = checkedProps(this, githubRoleOptions, given);
    const { branch, roleNames, access } = props;
    const repository = {
      providerArn: new GithubProvider(this, "provider", { existingArn: props.oidcProviderArn }).arn,
      subjectPrefix: props.subjectPrefix ?? `repo:${props.repository}`,
      repositoryId: props.repositoryId,
    };
    const ref = `refs/heads/${branch}`;
    const make = (
      role: string,
      name: string,
      description: string,
      workflow: GithubWorkflow,
      may: RoleAccess & { readonly permissionsBoundaryArn?: string },
      maxSessionSeconds?: number,
    ) => [
      role,
      new DeliveryRole(this, role, {
        name,
        description,
        trust: trustWorkflow(repository, workflow),
        maxSessionSeconds,
        ...may,
      }).role.arn,
    ];

    this.arns = Object.fromEntries([
      make(
        "plan-pr",
        roleNames["plan-pr"],
        "Plans for pull requests",
        { subject: "pull_request" },
        access.planOfPullRequest(props.pullRequestsRead),
      ),
      ...(
        [
          ["plan-main", `Plans of ${branch}`, access.plan()],
          ["drift", "Looks for drift", access.drift()],
          ["image-push-ci", "Pushes images", access.pushImages()],
        ] as const
      ).map(([role, description, may]) =>
        make(role, roleNames[role], description, { subject: `ref:${ref}` }, may),
      ),
      ...props.owners.flatMap(({ name, applied }) =>
        applied === undefined
          ? []
          : [
              make(
                `apply-${name}`,
                applied.roleName,
                `Applies plans of ${name}`,
                {
                  subject: `environment:${name}`,
                  ref,
                  actorIds: applied.approval ? props.approverIds : [],
                },
                access.applyOf(name),
                // A first apply waits for certificates, gateways and deployments.
                2 * 3600,
              ),
            ],
      ),
    ]);
  }
}
