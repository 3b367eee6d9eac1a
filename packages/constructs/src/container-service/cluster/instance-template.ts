import { DataAwsDefaultTags } from "@cdktf/provider-aws/lib/data-aws-default-tags";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { InstanceOptions } from "./cluster-options";

export interface InstanceTemplateProps extends Pick<
  InstanceOptions,
  "instanceType" | "cpuArchitecture" | "rootVolumeGiB"
> {
  /** Name of the cluster that the instances join. */
  readonly name: string;

  readonly instanceProfileArn: string;
  readonly securityGroupId: string;
  readonly assignPublicIp: boolean;

  /** @default - the account's default key for EBS */
  readonly kmsKeyArn?: string | undefined;
}

/** What an instance of a cluster starts with: its image, volume, network interface and settings. */
export class InstanceTemplate extends Construct {
  public readonly launchTemplate: LaunchTemplate;

  constructor(scope: Construct, id: string, props: InstanceTemplateProps) {
    super(scope, id);
    const { name, kmsKeyArn } = props;
    const processor = props.cpuArchitecture === "ARM64" ? "arm64/" : "";

    // Neither a launch template nor an auto scaling group passes the provider's default tags on to
    // what it starts (terraform-provider-aws#19387).
    const defaultTags = new DataAwsDefaultTags(this, "default-tags");
    const tags = Fn.merge([defaultTags.tags, { Name: `${name}-instance` }]);

    this.launchTemplate = new LaunchTemplate(this, "launch-template", {
      namePrefix: `ec2-${name}-`,
      // EC2 looks it up at each start; whoever applies needs ssm:GetParameters for it.
      imageId: `resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/${processor}recommended/image_id`,
      instanceType: props.instanceType,
      userData: agentSettings(name),
      iamInstanceProfile: { arn: props.instanceProfileArn },
      metadataOptions: {
        httpEndpoint: "enabled",
        // IMDSv2 only: a request that an application is tricked into brings no credentials.
        httpTokens: "required",
        // The agents are in the host's network. A container behind a bridge is a hop further away.
        httpPutResponseHopLimit: 1,
      },
      // Metrics of each minute, for a small price, instead of each five.
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: props.rootVolumeGiB,
            encrypted: "true",
            deleteOnTermination: "true",
            ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
          },
        },
      ],
      networkInterfaces: [
        {
          deviceIndex: 0,
          associatePublicIpAddress: String(props.assignPublicIp),
          deleteOnTermination: "true",
          securityGroups: [props.securityGroupId],
        },
      ],
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags,
      })),
    });
  }
}

/** What the ECS agent reads when it starts ("Amazon ECS container agent configuration"). */
const agentSettings = (clusterName: string): string =>
  Buffer.from(
    [
      "#!/bin/bash",
      "cat >> /etc/ecs/ecs.config <<'END'",
      `ECS_CLUSTER=${clusterName}`,
      // Tasks leave a spot instance in the two minutes before AWS takes it back.
      "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
      // Tasks have roles of their own, and must not reach for the instance's.
      "ECS_AWSVPC_BLOCK_IMDS=true",
      "END",
      "",
    ].join("\n"),
  ).toString("base64");
