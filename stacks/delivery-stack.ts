import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { DeliveryPipeline, PlanStoreBucket, SlackChannel } from "@groundwork/constructs/delivery";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import { NotificationTopic } from "@groundwork/constructs/observability";
import { LogBucket } from "@groundwork/constructs/state";
import {
  appliedOwners,
  buildName,
  type DeliveryConfiguration,
  deliveryNames,
  type DeliveryNames,
  type DeliveryParameter,
  deliveryParameters,
  isDelivered,
  needsApproval,
  pipelineName,
  settingsKeepers,
  stateOwners,
  toldAbout,
} from "@groundwork/configuration";
import { DeliveryAccess } from "./delivery-access";
import { GithubRoles } from "./github-roles";
import { GroundworkStack, type GroundworkStackProps } from "./groundwork-stack";

export interface DeliveryStackProps extends GroundworkStackProps, DeliveryConfiguration {}

/**
 * How a change gets from review to apply: where plans lie, who is told, and which workflow may do
 * what. Applied by people alone: a workflow that could change this could give itself everything.
 */
export class DeliveryStack extends GroundworkStack {
  private readonly names: DeliveryNames;

  constructor(
    scope: Construct,
    private readonly props: DeliveryStackProps,
  ) {
    const { accountId, region } = props.organization;
    super(scope, props, { owner: "delivery", accountId, region });
    this.names = deliveryNames(props.organization);
    this.tellWhoIsUnknown();

    const planKey = this.encryptionKey("plan-key", this.names.kmsAlias, "Plans", []);
    const topicKey = this.encryptionKey(
      "topic-key",
      this.names.topicKmsAlias,
      "Notifications of deliveries",
      // Logs of the pipeline's builds.
      ["cloudwatch", "events", ...(props.organization.delivery.pipeline ? ["logs" as const] : [])],
    );
    this.planStore(planKey.arn);
    const topicArns = this.topics(topicKey.arn);
    for (const parameter of deliveryParameters(props)) this.parameter(parameter);
    if (!isDelivered(props.organization)) return;

    const access = new DeliveryAccess(this, "access", {
      ...props,
      store: { bucket: this.names.planBucket, kmsKeyArn: planKey.arn, accountId, region },
      topicKmsKeyArn: topicKey.arn,
      sharedBuckets: [
        this.names.planLogBucket,
        ...(props.organization.delivery.pipeline ? [this.names.pipelineBucket] : []),
      ],
    });
    const { github } = props.organization.delivery;
    if (github) {
      const { arns } = new GithubRoles(this, "github", { ...props, github, access });
      for (const [role, arn] of Object.entries(arns)) {
        const key = `${role}-role-arn`;
        this.parameter({
          owner: "delivery",
          key,
          name: `${this.names.parameterPath("delivery")}/${key}`,
          description: `Role of the workflows that ${role}`,
          value: arn,
        });
      }
    }
    this.pipeline(access, topicArns, topicKey.arn);
  }

  /** That nobody can approve is better known now than when a plan waits for it. */
  private tellWhoIsUnknown(): void {
    const { organization, environments } = this.props;
    const gated = environments.filter(({ name }) => needsApproval(this.props, name));
    const told = organization.delivery.people !== undefined || isDelivered(organization);
    if (told || gated.length === 0) return;
    Annotations.of(this).addWarning(
      [
        `four-eyes: plans of ${gated.map(({ name }) => name).join(", ")} must be approved by another person than who made them, and organization.delivery says neither who is who (people) nor which workflow plans (github, pipeline)`,
        "  Why:  So only users of AWS's sign-on (IAM Identity Center), or IAM users, can approve each other's plans; who is not known to be another person counts as the same one.",
        `  Fix:  in environments/organization.ts: delivery: { people: { "<GitHub login>": "<user name in AWS's sign-on>" } }`,
        "  Or, if plans are only made and approved by those users: people: {} (packages/docs/delivery.md)",
      ].join("\n"),
    );
  }

  private encryptionKey(
    id: string,
    alias: string,
    what: string,
    services: readonly ("cloudwatch" | "events" | "logs")[],
  ): EncryptionKey {
    const { name, accountId, region } = this.props.organization;
    return new EncryptionKey(this, id, {
      alias,
      description: `${what} of ${name}`,
      accountId,
      region,
      services,
      preventDestroy: true,
    });
  }

  private planStore(kmsKeyArn: string): void {
    const { accountId, delivery } = this.props.organization;
    const logBucket = new LogBucket(this, "log-bucket", {
      bucket: this.names.planLogBucket,
      sourceBucket: this.names.planBucket,
      accountId,
      // As long as it is known what became of the plans.
      retentionDays: delivery.resultRetentionDays,
    });
    const closed = isDelivered(this.props.organization) || delivery.appliers.length > 0;
    new PlanStoreBucket(this, "plan-store", {
      bucket: this.names.planBucket,
      kmsKeyArn,
      kmsAliasArn: this.names.kmsAliasArn,
      keepers: settingsKeepers(this.props.organization),
      logBucket,
      planRetentionDays: delivery.planRetentionDays,
      resultRetentionDays: delivery.resultRetentionDays,
      readers: closed
        ? Object.fromEntries(
            stateOwners(this.props.environments).map((owner) => [owner, this.readers(owner)]),
          )
        : undefined,
      planners: [
        ...(delivery.github
          ? (["plan-pr", "plan-main", "drift"] as const).map(this.names.roleArn)
          : []),
        ...(delivery.pipeline ? [this.buildRoleArn("plan-*")] : []),
      ],
    });
  }

  /** Who fetches the plans of an owner. */
  private readers(owner: string): string[] {
    const { github, pipeline, appliers } = this.props.organization.delivery;
    const isApplied = appliedOwners(this.props).includes(owner);
    return [
      ...(github && isApplied ? [this.names.roleArn(`apply-${owner}`)] : []),
      ...(pipeline && isApplied ? [this.buildRoleArn(`apply-${owner}`)] : []),
      ...appliers,
    ];
  }

  /** @returns ARNs by environment */
  private topics(kmsKeyArn: string): Readonly<Record<string, string>> {
    const { organization, environments } = this.props;
    const scope = new Construct(this, "topics");
    const topicArns = Object.fromEntries(
      environments.map(({ name, delivery: { emails } }) => [
        name,
        new NotificationTopic(scope, name, {
          name: this.names.topicName(name),
          accountId: organization.accountId,
          kmsKeyArn,
          emails,
        }).arn,
      ]),
    );
    // By channel, as an account can configure each once.
    const slack = new Construct(this, "slack");
    const channels = environments.flatMap(({ delivery }) => delivery.slack ?? []);
    for (const [index, { workspaceId, channelId }] of channels.entries()) {
      if (channels.findIndex((channel) => channel.channelId === channelId) < index) continue;
      new SlackChannel(slack, channelId, {
        name: `${organization.name}-delivery-${channelId}`,
        workspaceId,
        channelId,
        topicArns: environments
          .filter(({ delivery }) => delivery.slack?.channelId === channelId)
          .map(({ name }) => topicArns[name]!),
      });
    }
    return topicArns;
  }

  private pipeline(
    access: DeliveryAccess,
    topicArns: Readonly<Record<string, string>>,
    kmsKeyArn: string,
  ): void {
    const { organization, environments } = this.props;
    const { pipeline, planExpiryHours } = organization.delivery;
    if (!pipeline || environments.length === 0) return;
    const { accountId, region } = organization;
    // CodePipeline waits for a person for 60 days at most.
    const approvalTimeoutMinutes = Math.min(planExpiryHours * 60, 86_400);
    new DeliveryPipeline(this, "pipeline", {
      ...pipeline,
      name: pipelineName(organization),
      accountId,
      region,
      artifactBucket: this.names.pipelineBucket,
      kmsKeyArn,
      topicKmsKeyArn: kmsKeyArn,
      approvalTimeoutMinutes,
      logRetentionDays: 90,
      environments: appliedOwners(this.props).map((owner) => ({
        name: owner,
        approval: needsApproval(this.props, owner),
        topicArn: topicArns[toldAbout(this.props, owner)[0]!]!,
        plan: access.plan([owner]),
        apply: access.applyOf(owner),
      })),
    });
  }

  private buildRoleArn(build: Parameters<typeof buildName>[1]): string {
    const { organization } = this.props;
    return `arn:aws:iam::${organization.accountId}:role/${buildName(organization, build)}`;
  }

  private parameter({ owner, key, name, description, value }: DeliveryParameter): void {
    new SsmParameter(this, `${owner}-${key}`, {
      name,
      description,
      type: "String",
      // The provider takes `value` for a secret, and every plan that names the same would hide it.
      insecureValue: value,
    });
  }
}
