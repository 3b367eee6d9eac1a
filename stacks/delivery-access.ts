import { Construct } from "constructs";
import {
  applyPlans,
  BUILD_ACTIONS,
  DeliveryPolicies,
  denyPlans,
  denySecrets,
  handInPlans,
  lockStates,
  type PlanStore,
  publish,
  readParameters,
  readRecords,
  readStatements,
  readStates,
  rememberDrift,
  STATE_ACTIONS,
} from "@groundwork/constructs/delivery";
import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import { PUSH_ACTIONS, registryToken } from "@groundwork/constructs/registry";
import {
  appliedOwners,
  type DeliveryConfiguration,
  deliveryNames,
  type DeliveryNames,
  managed,
  repositoryArn,
  repositoryName,
  stateKey,
  stateLocation,
  stateOwners,
  statePolicyArn,
  toldAbout,
} from "@groundwork/configuration";
import { actionsOf, ApplyPermissions } from "./apply-permissions";

export interface DeliveryAccessProps extends DeliveryConfiguration {
  readonly store: PlanStore;
  readonly topicKmsKeyArn: string;
  /** Buckets besides those of states and plans whose settings no apply changes. */
  readonly sharedBuckets: readonly string[];
}

/** What a role may do: policies attached to it, and statements of its own. */
export interface RoleAccess {
  readonly policyArns: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
}

/** What each role of delivery may do, be it a workflow's of GitHub or a build's of a pipeline. */
export class DeliveryAccess extends Construct {
  private readonly names: DeliveryNames;
  private readonly read: string;
  private readonly applied = new Map<string, ApplyPermissions>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryAccessProps,
  ) {
    super(scope, id);
    const { organization } = props;
    this.names = deliveryNames(organization);
    this.read = new DeliveryPolicies(this, "shared", {
      name: `${organization.name}-delivery`,
      policies: { read: this.readStatements() },
    }).arns["read"]!;
    // A scope of their own: an environment may be called "shared".
    const applied = new Construct(this, "applied");
    for (const owner of appliedOwners(props)) {
      const actions = [...this.readStatements(), ...this.applyStatements(owner)].flatMap(actionsOf);
      const more = [...STATE_ACTIONS, ...(organization.delivery.pipeline ? BUILD_ACTIONS : [])];
      this.applied.set(
        owner,
        new ApplyPermissions(applied, owner, { ...props, actions: [...actions, ...more] }, owner),
      );
    }
  }

  /** Plans that nobody applies: of pull requests, whose code nobody has looked at yet. */
  planOfPullRequest(owners: readonly string[]): RoleAccess {
    const { store } = this.props;
    return {
      policyArns: { read: this.read },
      statements: [
        // No locks: a plan that nobody applies need not keep an apply waiting.
        ...this.states(owners, false),
        ...readRecords(store, ["summaries"]),
        ...denySecrets([]),
        denyPlans(store),
        {
          // Whoever opens a pull request decides what this role is used for.
          Sid: "DenyWrites",
          Effect: "Deny",
          Action: [
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "iam:PassRole",
            "s3:DeleteObject*",
            "s3:PutObject*",
            "sns:Publish",
          ],
          Resource: "*",
        },
      ],
    };
  }

  /** Plans to be applied. */
  plan(owners = stateOwners(this.props.environments)): RoleAccess {
    const { store } = this.props;
    return {
      policyArns: { read: this.read },
      statements: [
        ...this.states(owners, true),
        ...handInPlans(store),
        ...readRecords(store),
        ...this.tell(owners),
        ...this.ownSettings(),
        denyPlans(store),
      ],
    };
  }

  /** Looks at everything and changes nothing but what it remembers. */
  drift(): RoleAccess {
    const { store } = this.props;
    const owners = stateOwners(this.props.environments);
    return {
      policyArns: { read: this.read },
      statements: [
        ...this.states(owners, false),
        ...readRecords(store),
        ...rememberDrift(store),
        ...this.tell(owners),
        ...this.ownSettings(),
        denyPlans(store),
      ],
    };
  }

  /** Applies of one owner's plans. */
  applyOf(owner: string): RoleAccess & { readonly permissionsBoundaryArn: string } {
    const { organization } = this.props;
    const location = stateLocation(organization);
    const { boundaryArn, policyArns } = this.applied.get(owner)!;
    return {
      permissionsBoundaryArn: boundaryArn,
      policyArns: {
        read: this.read,
        ...(location && { state: statePolicyArn(organization, owner) }),
        ...policyArns,
      },
      statements: this.applyStatements(owner),
    };
  }

  private readStatements(): PolicyStatement[] {
    const { name: prefix, accountId } = this.props.organization;
    return readStatements({ bucketArns: this.bucketArns(), prefix, accountId });
  }

  private applyStatements(owner: string): PolicyStatement[] {
    const { store } = this.props;
    const { region } = managed(this.props, owner);
    return [
      ...applyPlans(store, owner),
      ...readRecords(store, ["summaries", "approvals", "results"]),
      ...this.tell([owner]),
      ...denySecrets([`arn:aws:ssm:${region}::parameter/aws/service/*`]),
    ];
  }

  /** Pushes of images, and what a scan finds in them. */
  pushImages(): RoleAccess {
    const { organization, environments } = this.props;
    return {
      policyArns: {},
      statements: [
        registryToken,
        {
          // Not by the policy that registry-stack makes for others: whoever applies that stack
          // could give this role more by it.
          Sid: "PushImages",
          Effect: "Allow",
          Action: [...PUSH_ACTIONS, "ecr:DescribeImages", "ecr:DescribeImageScanFindings"],
          Resource: repositoryArn(organization, repositoryName(organization, "*")),
        },
        ...(organization.registry.scanning?.type === "enhanced" ? [INSPECTOR_FINDINGS] : []),
        ...this.tell(environments.map(({ name }) => name)),
      ],
    };
  }

  private states(owners: readonly string[], lock: boolean): PolicyStatement[] {
    const location = stateLocation(this.props.organization);
    if (!location) return [];
    const keys = owners.map(stateKey);
    return [...readStates(location, keys), ...(lock ? lockStates(location, keys) : [])];
  }

  private tell(owners: readonly string[]): PolicyStatement[] {
    const { organization, topicKmsKeyArn: kmsKeyArn } = this.props;
    const told = new Set(owners.flatMap((owner) => toldAbout(this.props, owner)));
    if (told.size === 0) return [];
    const topicArns = [...told].toSorted().map(this.names.topicArn);
    return publish({ topicArns, kmsKeyArn, region: organization.region });
  }

  /** The parameters that bootstrap-stack and this one keep, which hold no secrets. */
  private ownSettings(): PolicyStatement[] {
    const { name, accountId, region } = this.props.organization;
    const arns = ["bootstrap", "delivery"].map(
      (stack) => `arn:aws:ssm:${region}:${accountId}:parameter/${name}/${stack}/*`,
    );
    return [readParameters(arns), ...denySecrets(arns)];
  }

  private bucketArns(): string[] {
    const { organization } = this.props;
    const location = stateLocation(organization);
    const buckets = [
      `${organization.name}-*`,
      `aws-waf-logs-${organization.name}-*`,
      location?.bucket,
      location?.logBucket,
    ];
    return buckets
      .filter((bucket) => bucket !== undefined)
      .filter((bucket, index) => index === 0 || !bucket.startsWith(`${organization.name}-`))
      .map((bucket) => `arn:aws:s3:::${bucket}`);
  }
}

/** Enhanced scans are Inspector's (ECR user guide, "IAM permissions required for enhanced scanning"). */
const INSPECTOR_FINDINGS: PolicyStatement = {
  // What it found in images, by way of ECR. Neither can be held to a repository.
  Sid: "SeeInspectorFindings",
  Effect: "Allow",
  Action: ["inspector2:ListCoverage", "inspector2:ListFindings"],
  Resource: "*",
};
