import { Construct } from "constructs";
import type { PolicyStatement } from "../policy-document";
import { BUILD_ACTIONS, STATE_ACTIONS } from "./actions-elsewhere";
import { actionsOf, ApplyPermissions } from "./apply-permissions";
import { readsOf } from "./own-reads";
import type { CredentialSource } from "./credential-options";
import type { DeliveryOwner, RoleAccess, SharedResources } from "./delivery-owner";
import { DeliveryPolicies } from "./delivery-policies";
import { openPullRequests, pushImages } from "./image-access";
import { enterAccounts } from "./member-trust";
import { layerParameterArns, readLayerParameters } from "./permissions/layers";
import { secretsFor } from "./permissions/credentials";
import { loadTestTaskOf } from "./permissions/load-test-task";
import { readParameters } from "./permissions/read";
import {
  applyPlans,
  denyPlans,
  denyValues,
  handInPlans,
  readRecords,
  rememberDrift,
  tellLoadTests,
} from "./plan-store-access";
import { publish } from "./publish-statements";
import { lockStates, readStates } from "./state-statements";

export interface DeliveryAccessProps extends SharedResources {
  /** Owners of all states. */
  readonly owners: readonly DeliveryOwner[];

  /** Key of all topics. */
  readonly topicKmsKeyArn: string;

  /** Whether Inspector scans the images. */
  readonly enhancedScanning: boolean;

  /** Whether builds of a pipeline apply as well. */
  readonly pipeline: boolean;
}

/** What each role of delivery may do, be it a workflow's of GitHub or a build's of a pipeline. */
export class DeliveryAccess extends Construct {
  private readonly read: string;
  private readonly applied = new Map<string, ApplyPermissions>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryAccessProps,
  ) {
    super(scope, id);
    const { organization, owners, pipeline } = props;
    this.read = new DeliveryPolicies(this, "shared", {
      name: `${organization}-delivery`,
      policies: { read: readsOf(this.props) },
    }).arns["read"]!;
    // A scope of their own: an environment may be called "shared".
    const applied = new Construct(this, "applied");
    const more = [...STATE_ACTIONS, ...(pipeline ? BUILD_ACTIONS : [])];
    for (const owner of owners) {
      const { name, applied: stack } = owner;
      if (stack === undefined) continue;
      const own = [...readsOf(this.props), ...this.applyStatements(owner)].flatMap(actionsOf);
      const actions = [...own, ...more];
      this.applied.set(
        name,
        new ApplyPermissions(applied, name, {
          ...props,
          planBucket: props.store.bucket,
          owner: name,
          stack,
          actions,
        }),
      );
    }
  }

  /**
   * Plans that nobody applies: of pull requests, whose code nobody has looked at yet.
   *
   * @param names of the owners whose states are read
   */
  planOfPullRequest(names: readonly string[]): RoleAccess {
    const { store } = this.props;
    const owners = this.named(names);
    return {
      policyArns: { read: this.read },
      statements: [
        // No locks: a plan that nobody applies need not keep an apply waiting.
        ...this.states(owners, false),
        ...readRecords(store, ["summaries"]),
        ...enterAccounts(owners, "plan"),
        ...readLayerParameters(owners),
        ...secretsFor(owners, "review", layerParameterArns(owners)),
        denyPlans(store),
        denyValues(store),
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

  /**
   * Plans to be applied.
   *
   * @param names of the owners whose plans are made
   */
  plan(names = this.props.owners.map(({ name }) => name)): RoleAccess {
    const { store } = this.props;
    const owners = this.named(names);
    return {
      policyArns: { read: this.read },
      statements: [
        ...this.states(owners, true),
        ...handInPlans(store),
        ...readRecords(store),
        ...enterAccounts(owners, "plan"),
        ...this.tell(owners),
        ...this.ownSettings(owners),
        denyPlans(store),
      ],
    };
  }

  /** Looks at everything and changes nothing but what it remembers. */
  drift(): RoleAccess {
    const { store, owners } = this.props;
    return {
      policyArns: { read: this.read },
      statements: [
        ...this.states(owners, false),
        ...readRecords(store),
        ...rememberDrift(store),
        ...enterAccounts(owners, "drift"),
        ...this.tell(owners),
        ...this.ownSettings(owners),
        denyPlans(store),
      ],
    };
  }

  /** Applies of one owner's plans. */
  applyOf(name: string): RoleAccess & { readonly permissionsBoundaryArn: string } {
    const [owner] = this.named([name]);
    const { statePolicyArn } = owner!.applied!;
    const { boundaryArn, policyArns } = this.applied.get(name)!;
    return {
      permissionsBoundaryArn: boundaryArn,
      policyArns: {
        read: this.read,
        ...(statePolicyArn !== undefined && { state: statePolicyArn }),
        ...policyArns,
      },
      statements: this.applyStatements(owner!),
    };
  }

  /** Tests the services of one owner, and says what came of it. */
  loadTestOf(name: string): RoleAccess {
    const { store } = this.props;
    const owners = this.named([name]);
    return {
      policyArns: { read: this.read },
      statements: [
        ...this.states(owners, false),
        ...readRecords(store, ["summaries", "approvals", "results"]),
        ...tellLoadTests(store, name),
        ...enterAccounts(owners, "test"),
        ...loadTestTaskOf(owners[0]!),
        ...this.tell(owners),
      ],
    };
  }

  private named(names: readonly string[]): DeliveryOwner[] {
    return names.map((named) => this.props.owners.find(({ name }) => name === named)!);
  }

  private applyStatements(owner: DeliveryOwner): PolicyStatement[] {
    const { store } = this.props;
    return [
      ...applyPlans(store, owner.planFolders),
      ...readRecords(store, ["summaries", "approvals", "results"]),
      ...enterAccounts([owner], "apply"),
      ...this.tell([owner]),
      ...secretsFor([owner], "apply", [
        `arn:aws:ssm:${owner.applied!.region}::parameter/aws/service/*`,
        ...layerParameterArns([owner]),
      ]),
    ];
  }

  /** Pushes of images, and what a scan finds in them. */
  pushImages(): RoleAccess {
    const { owners, repositoryArn, enhancedScanning } = this.props;
    return {
      policyArns: {},
      statements: [...pushImages(repositoryArn, enhancedScanning), ...this.tell(owners)],
    };
  }

  /**
   * Tells the people of owners, and opens pull requests.
   *
   * @param names of the owners
   * @param token for pull requests, where it is. @default none is read
   */
  messages(names: readonly string[], token?: CredentialSource): RoleAccess {
    const told = this.tell(this.named(names));
    return { policyArns: {}, statements: [...told, ...openPullRequests(this.props.store, token)] };
  }

  private states(owners: readonly DeliveryOwner[], lock: boolean): PolicyStatement[] {
    const { state } = this.props;
    if (!state) return [];
    const keys = owners.flatMap(({ stateKeys }) => stateKeys);
    return [...readStates(state, keys), ...(lock ? lockStates(state, keys) : [])];
  }

  private tell(owners: readonly DeliveryOwner[]): PolicyStatement[] {
    const { topicKmsKeyArn: kmsKeyArn, store } = this.props;
    const told = new Map(owners.flatMap((owner) => Object.entries(owner.topicArns)));
    const topicArns = [...told].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, arn]) => arn);
    return told.size === 0 ? [] : publish({ topicArns, kmsKeyArn, region: store.region });
  }

  /** The parameters that bootstrap-stack and this one keep, which hold no secrets. */
  private ownSettings(owners: readonly DeliveryOwner[]): PolicyStatement[] {
    const { organization, store } = this.props;
    const arns = ["bootstrap", "delivery"].map(
      (stack) =>
        `arn:aws:ssm:${store.region}:${store.accountId}:parameter/${organization}/${stack}/*`,
    );
    arns.push(...layerParameterArns(owners));
    return [readParameters(arns), ...secretsFor(owners, "plan", arns)];
  }
}
