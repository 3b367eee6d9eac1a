import type { Layered } from "./permissions/layers";
import type { PolicyStatement } from "../policy-document";
import type { ForeignEnvironment } from "./permissions/apply-boundary";
import type { CredentialUse } from "./credential-options";
import type { PlacedCredentials } from "./permissions/credentials";
import type { StoreLimitsProps } from "./permissions/boundary-limits";
import type { ManagedEnvironment } from "./permissions/managed-environment";
import type { RoleNeeds } from "./permissions/role-boundary";
import type { PlanStore } from "./plan-store-access";

/** Whose a state is: an environment's, or that of a stack which all environments share. */
export interface DeliveryOwner {
  /** As `dev`: its environment in GitHub. */
  readonly name: string;

  /** Where its states lie, as `dev/terraform.tfstate`, with `*` as a wildcard. */
  readonly stateKeys: readonly string[];

  /** The folders of its plans, with `*` and `?` as wildcards. */
  readonly planFolders: readonly string[];

  /** ARNs of the topics of those who are told about it, by environment. */
  readonly topicArns: Readonly<Record<string, string>>;

  /** Credentials of providers besides AWS's, by what they are used for. @default - none */
  readonly credentials?: Readonly<Record<CredentialUse, PlacedCredentials>> | undefined;

  /** What workflows and pipelines apply. @default - nothing: people alone apply it */
  readonly applied?: AppliedStack | undefined;

  /** Roles in another account that are taken on for what is there. @default - none: all is here */
  readonly memberRoles?: MemberRoles | undefined;
}

/** ARNs of the roles in accounts of its own that those who plan, look, test and apply here go on to. */
export type MemberRoles = Readonly<Record<"plan" | "drift" | "test" | "apply", readonly string[]>>;

/** A stack that workflows and pipelines apply. */
export type AppliedStack = AppliedEnvironment | AppliedElsewhere | AppliedRegistry;

interface Applied extends ManagedEnvironment, Layered {
  /** Whether a person must approve its plans. */
  readonly approval: boolean;

  /** Name of the role that applies it, with which the names of that role's policies start. */
  readonly roleName: string;

  /** Name of the boundary of the roles that it makes. */
  readonly boundaryName: string;

  /** Name of the boundary of the role that applies it. */
  readonly applyBoundaryName: string;

  /** Policy to read, write and lock its state. @default - none: the states do not lie in S3 */
  readonly statePolicyArn?: string | undefined;

  /** Values of the tag `Environment` of what all environments use and it does not change. */
  readonly sharedTags: readonly string[];

  /** Environments that it must leave alone. */
  readonly others: readonly ForeignEnvironment[];
}

/** The stack of an environment. */
export interface AppliedEnvironment extends Applied, RoleNeeds {
  readonly type: "environment";

  /** Whether services are load-tested, once the stack is applied and while it is, and by a task. */
  readonly loadTests: {
    readonly after: boolean;
    readonly during: boolean;
    readonly task: boolean;
  };

  /** DNS names for which it has records and certificates. */
  readonly hosts: readonly string[];

  /** Whether Route 53 asks its load balancers whether they answer. @default - false */
  readonly healthChecks?: boolean | undefined;

  /** Name of the zone of those. @default - none: it has no names of its own */
  readonly hostedZone?: string | undefined;

  /**
   * A VPC that is not its own, in which it makes security groups; `*` where its id is told by a state
   * of others, and so known to no code. @default - none: it makes its VPC
   */
  readonly existingVpcId?: string | undefined;

  /** Whether its buckets go with what lies in them; not in production. */
  readonly emptiesBuckets: boolean;

  /** Whether names of buckets end in the place of their stack, somewhere. */
  readonly namesPlaces: boolean;
}

/** The stack of an environment in another account, whose own roles change what is there. */
export interface AppliedElsewhere extends Applied, Pick<AppliedEnvironment, "loadTests"> {
  readonly type: "elsewhere";
}

/** The stack of the image registry. */
export interface AppliedRegistry extends Applied {
  readonly type: "registry";

  /** ARNs of the roles and policies that it makes. */
  readonly roleArns: readonly string[];
  readonly policyArns: readonly string[];
}

/** What a role may do: policies attached to it, and statements of its own. */
export interface RoleAccess {
  readonly policyArns: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
}

/** What all owners use, as far as permissions name it. */
export interface SharedResources extends Pick<StoreLimitsProps, "state"> {
  /** Name of the organization, with which names of buckets and parameters start. */
  readonly organization: string;

  /** Where plans lie, in the account and region of delivery. */
  readonly store: PlanStore;

  /** Buckets besides those of states and plans whose settings no apply changes. */
  readonly sharedBuckets: readonly string[];

  /** ARN of the organization's image repositories, with `*` as a wildcard. */
  readonly repositoryArn: string;

  /** ARNs of the repositories that caches fill. */
  readonly cachedRepositoryArns: readonly string[];
}
