import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import {
  DeliveryAccess,
  DeliveryPipeline,
  GithubRoles,
  pipelineEnvironments,
  PlanStoreBucket,
  SlackChannels,
} from "@groundwork/constructs/delivery";
import { EncryptionKey, type EncryptionKeyProps } from "@groundwork/constructs/encryption";
import { NotificationTopic } from "@groundwork/constructs/observability";
import { ScanFindings } from "@groundwork/constructs/registry";
import { GroundworkStack } from "@groundwork/constructs/stack";
import { LogBucket } from "@groundwork/constructs/state";
import {
  type Configuration,
  deliveryNames,
  deliveryOwners,
  type DeliveryParameter,
  deliveryParameters,
  deliveryPipeline,
  githubWorkflows,
  isDelivered,
  planStore,
  roleParameters,
  scannedElsewhere,
  sharedResources,
  slackChannels,
  type StackConfiguration,
  stackProps,
  toldAbout,
  unknownPeople,
} from "@groundwork/configuration";

export interface DeliveryStackProps extends StackConfiguration, Configuration {}

/**
 * How a change gets from review to apply: where plans lie, who is told, and which workflow may do
 * what. Applied by people alone: a workflow that could change this could give itself everything.
 */
export class DeliveryStack extends GroundworkStack {
  constructor(
    scope: Construct,
    private readonly props: DeliveryStackProps,
  ) {
    super(scope, stackProps(props, "delivery"));
    const { name, accountId, region, delivery } = props.organization;
    const names = deliveryNames(props.organization);

    const warning = unknownPeople(props);
    if (warning !== undefined) Annotations.of(this).addWarning(warning);

    const planKey = delivery.store.type === "s3" ? this.planStore() : undefined;

    // Who is told.
    const topicKey = this.encryptionKey("topic-key", {
      alias: names.topicKmsAlias,
      description: `Notifications of deliveries of ${name}`,
      // Logs of the pipeline's builds.
      services: ["cloudwatch", "events", ...(delivery.pipeline ? (["logs"] as const) : [])],
    });
    const topicArns = this.topics(topicKey.arn);

    // By what all this is found.
    const parameters = this.parameters(deliveryParameters(props));
    if (!planKey || !isDelivered(props.organization)) return;

    // Which workflow may do what.
    const owners = deliveryOwners(props);
    const access = new DeliveryAccess(this, "access", {
      ...sharedResources(props.organization),
      owners,
      store: { bucket: names.planBucket, kmsKeyArn: planKey.arn, accountId, region },
      topicKmsKeyArn: topicKey.arn,
    });
    const github = githubWorkflows(props);
    if (github) {
      const { arns } = new GithubRoles(this, "github", { ...github, owners, access });
      this.parameters(roleParameters(props.organization, arns));
    }
    const pipeline = deliveryPipeline(props);
    if (pipeline) {
      new DeliveryPipeline(this, "pipeline", {
        ...pipeline,
        accountId,
        region,
        kmsKeyArn: topicKey.arn,
        topicKmsKeyArn: topicKey.arn,
        proposal: access.messages(pipeline.proposesTo, pipeline.propose.token),
        messenger: access.messages(owners.map((owner) => owner.name)),
        dependsOn: parameters,
        environments: owners.flatMap((owner) =>
          pipelineEnvironments(owner, access).map((environment) => ({
            ...environment,
            topicArn: topicArns[toldAbout(props, owner.name)[0]!]!,
          })),
        ),
      });
    }
  }

  /** Where plans lie. */
  private planStore(): EncryptionKey {
    const { name, accountId, delivery } = this.props.organization;
    const names = deliveryNames(this.props.organization);
    const planKey = this.encryptionKey("plan-key", {
      alias: names.kmsAlias,
      description: `Plans of ${name}`,
      services: [],
    });
    const logBucket = new LogBucket(this, "log-bucket", {
      bucket: names.planLogBucket,
      sourceBucket: names.planBucket,
      accountId,
      // As long as it is known what became of the plans.
      retentionDays: delivery.resultRetentionDays,
    });
    new PlanStoreBucket(this, "plan-store", {
      ...planStore(this.props),
      kmsKeyArn: planKey.arn,
      logBucket,
    });
    return planKey;
  }

  private encryptionKey(
    id: string,
    props: Pick<EncryptionKeyProps, "alias" | "description" | "services">,
  ): EncryptionKey {
    const { accountId, region } = this.props.organization;
    return new EncryptionKey(this, id, { ...props, accountId, region, preventDestroy: true });
  }

  /** @returns ARNs by environment */
  private topics(kmsKeyArn: string): Readonly<Record<string, string>> {
    const { organization, environments } = this.props;
    const { topicName } = deliveryNames(organization);
    const scope = new Construct(this, "topics");
    const arns = Object.fromEntries(
      environments.map(({ name, delivery: { emails } }) => [
        name,
        new NotificationTopic(scope, name, {
          name: topicName(name),
          accountId: organization.accountId,
          kmsKeyArn,
          emails,
        }).arn,
      ]),
    );
    new SlackChannels(this, "slack", { channels: slackChannels(this.props), topicArns: arns });
    const scans = new Construct(this, "scans");
    for (const [name, scan] of scannedElsewhere(this.props)) {
      new ScanFindings(scans, name, { ...scan, topicArn: arns[name]! });
    }
    return arns;
  }

  private parameters(parameters: readonly DeliveryParameter[]): SsmParameter[] {
    const type = "String";
    return parameters.map(
      // The provider takes `value` for a secret, and every plan that names the same would hide it.
      ({ owner, key, name, description, value: insecureValue }) =>
        new SsmParameter(this, `${owner}-${key}`, { name, description, type, insecureValue }),
    );
  }
}
