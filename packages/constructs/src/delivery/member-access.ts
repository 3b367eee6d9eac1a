import { Construct } from "constructs";
import { noteAcknowledgement } from "../acknowledgement";
import type { PolicyStatement } from "../policy-document";
import { actionsOf, ApplyPermissions, TAKES_AWAY } from "./apply-permissions";
import { identities } from "./permissions/identities";
import type { AppliedEnvironment, MemberRoles, SharedResources } from "./delivery-owner";
import { DeliveryPolicies } from "./delivery-policies";
import { DeliveryRole } from "./delivery-role";
import { trustRoles, type Trusted } from "./member-trust";
import { applyBoundary } from "./permissions/apply-boundary";
import { loadTestTaskOf } from "./permissions/load-test-task";
import { operateStatements } from "./permissions/operate";
import { layerParameterArns, readLayerParameters } from "./permissions/layers";
import { denySecrets, readStatements } from "./permissions/read";
import { PermissionsBoundary } from "./permissions-boundary";

/** What is done in the account: by whoever plans, looks for drift, tests and applies, and by people. */
export type MemberUse = keyof MemberRoles | "people";

export interface MemberAccessProps extends Omit<SharedResources, "store"> {
  /** Name of the environment, as `dev`. */
  readonly owner: string;

  /** Its stack, in the account that these roles are of. */
  readonly stack: AppliedEnvironment;

  /** Bucket of the plans, in the organization's account. */
  readonly planBucket: string;

  /** Names of the roles by what they are for. */
  readonly roleNames: Readonly<Record<MemberUse, string>>;

  /** Name of the most that people may do. */
  readonly peopleBoundaryName: string;

  /** Who takes each on. A role that nobody takes on is not made. */
  readonly trusted: Readonly<Record<MemberUse, Trusted | undefined>>;
}

/**
 * The roles in the account of one environment, taken on from the organization's account. None of
 * them reaches a state or a plan: those lie there, with whoever takes the role on.
 */
export class MemberAccess extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: MemberAccessProps,
  ) {
    super(scope, id);
    const { organization, owner, stack } = props;
    const { read } = new DeliveryPolicies(this, "shared", {
      name: `${organization}-delivery-${owner}`,
      policies: { read: this.readStatements() },
    }).arns;
    // Where applies find what AWS itself publishes, as the newest image of instances.
    const layers = layerParameterArns([{ applied: stack }]);
    const noSecrets = denySecrets([
      `arn:aws:ssm:${stack.region}::parameter/aws/service/*`,
      ...layers,
    ]);
    const actions = [...this.readStatements(), ...noSecrets].flatMap(actionsOf);
    const applied = new ApplyPermissions(this, "applied", {
      ...props,
      actions,
      storesElsewhere: true,
    });
    const look = {
      policyArns: { read: read! },
      statements: [...readLayerParameters([{ applied: stack }]), ...denySecrets(layers)],
    };
    const change = { read: read!, ...applied.policyArns };

    this.role("plan", `Plans of ${owner}`, look);
    this.role("drift", `Looks for drift of ${owner}`, look);
    this.role("test", `Tests services of ${owner}`, {
      ...look,
      statements: [...loadTestTaskOf({ applied: stack }), ...look.statements],
    });
    this.role("apply", `Applies plans of ${owner}`, {
      policyArns: change,
      statements: noSecrets,
      permissionsBoundaryArn: applied.boundaryArn,
    });
    this.role("people", `People at work on ${owner}`, {
      policyArns: change,
      statements: [...operateStatements(stack), ...noSecrets],
      permissionsBoundaryArn: this.peopleBoundary([...actions, ...applied.actions]),
    });
  }

  private role(
    use: MemberUse,
    description: string,
    may: {
      readonly policyArns: Readonly<Record<string, string>>;
      readonly statements: readonly PolicyStatement[];
      readonly permissionsBoundaryArn?: string;
    },
  ): void {
    const trusted = this.props.trusted[use];
    if (trusted === undefined) return;
    new DeliveryRole(this, use, {
      name: this.props.roleNames[use],
      description,
      trust: trustRoles(trusted),
      // A session that another role asks for ends after an hour (IAM user guide, "Role chaining").
      ...may,
    });
  }

  /** People do what applies do, and look into what runs. */
  private peopleBoundary(actions: readonly string[]): string {
    const { owner, stack, organization, peopleBoundaryName: name } = this.props;
    const { policy } = new PermissionsBoundary(this, "people-boundary", {
      name,
      description: `The most that people may do in ${owner}`,
      statements: applyBoundary({
        ...stack,
        owner,
        iamArns: identities(stack),
        planBucket: undefined,
        actions: [...actions, ...operateStatements(stack).flatMap(actionsOf)],
      }),
      shorten: `fewer environments of its account whose names begin with ${organization}-${owner}-`,
    });
    noteAcknowledgement(policy, TAKES_AWAY);
    return policy.arn;
  }

  private readStatements(): PolicyStatement[] {
    const { organization: prefix, stack } = this.props;
    const bucketArns = [`${prefix}-*`, `aws-waf-logs-${prefix}-*`].map(
      (bucket) => `arn:aws:s3:::${bucket}`,
    );
    return readStatements({ bucketArns, prefix, accountId: stack.accountId });
  }
}
