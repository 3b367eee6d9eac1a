import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import type { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import { check } from "../../check";
import { checkedProps } from "../../checked-props";
import { instanceOptions, type InstanceInput } from "./cluster-options";
import { InstanceRole } from "./instance-role";
import { InstanceTemplate } from "./instance-template";
import { tcpPort } from "../tcp-port";

export interface InstanceCapacityProps extends InstanceInput {
  /** Name of the cluster; with instances at most 54 characters, as their role may have 64. */
  readonly name: string;

  /** The cluster that the instances join. */
  readonly cluster: EcsCluster;

  readonly vpcId: string;
  readonly subnetIds: string[];

  /**
   * Whether instances get a public address; they need one in subnets without NAT to join the
   * cluster. The tasks on them never get one: ECS has none to give outside Fargate.
   */
  readonly assignPublicIp: boolean;

  /**
   * Whether a destroy waits for the instances to end in good order, for 10 minutes at most. Without
   * it they are terminated with all that runs on them.
   */
  readonly protection: boolean;

  /**
   * Customer key that encrypts the volumes. Its policy must let AWSServiceRoleForAutoScaling use it
   * and make grants, or no instance starts (EC2 Auto Scaling user guide, "Required AWS KMS key
   * policy for use with encrypted volumes").
   * @default - the account's default key for EBS
   */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * EC2 instances that a cluster starts and stops as its tasks need them.
 *
 * Each new instance runs the newest ECS-optimized AMI of that moment; neither plan nor state holds
 * its id. Running instances stay as they are. To renew them, one after the other and each drained
 * by ECS: `aws autoscaling start-instance-refresh --auto-scaling-group-name <group> --preferences
 * '{"MinHealthyPercentage":100,"MaxHealthyPercentage":110,"ScaleInProtectedInstances":"Refresh"}'`.
 * A change of the launch template, such as another instance type, does so by itself.
 *
 * Services must have left the instances before these are taken out of the configuration, in an
 * apply of its own: ECS keeps a capacity provider as long as a service uses it.
 */
export class InstanceCapacity extends Construct {
  public readonly capacityProvider: EcsCapacityProvider;
  public readonly autoscalingGroup: AutoscalingGroup;

  /** Of the instances. Tasks have network interfaces, and security groups, of their own. */
  public readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, given: InstanceCapacityProps) {
    super(scope, id);
    const props = checkedProps(this, instanceOptions, given);
    const { name, vpcId, protection } = props;
    check(this, "name", name, name.length <= 54, "at most 54 characters, as a role may have 64");

    const role = new InstanceRole(this, "role", { name: `${name}-instances` });
    this.securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-instances-`,
      description: `Instances of ${name}`,
      vpcId,
      // A group in use cannot be deleted: its successor must be in place first.
      lifecycle: { createBeforeDestroy: true },
    });
    // Nothing comes in. What goes out are calls to AWS APIs: ECS, ECR, CloudWatch, Systems Manager.
    const toHttps = new VpcSecurityGroupEgressRule(this, "instances-to-https", {
      securityGroupId: this.securityGroup.id,
      description: "HTTPS to AWS APIs",
      cidrIpv4: "0.0.0.0/0",
      ...tcpPort(443),
    });

    const { launchTemplate } = new InstanceTemplate(this, "template", {
      ...props,
      instanceProfileArn: role.profile.arn,
      securityGroupId: this.securityGroup.id,
    });
    this.autoscalingGroup = new AutoscalingGroup(this, "autoscaling-group", {
      namePrefix: `ec2-${name}-`,
      minSize: props.minCount,
      maxSize: props.maxCount,
      vpcZoneIdentifier: props.subnetIds,
      // A number, not "$Latest": only with it does Terraform see that instances have to be renewed.
      launchTemplate: {
        id: launchTemplate.id,
        version: launchTemplate.getStringAttribute("latest_version"),
      },
      healthCheckType: "EC2",
      // Managed termination protection demands it: ECS decides which instance may go.
      protectFromScaleIn: true,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 110,
          // Every instance is protected; ignored ones would never be renewed.
          scaleInProtectedInstances: "Refresh",
        },
      },
      // ECS waits for tasks to end before an instance goes, and not all tasks end.
      forceDelete: !protection,
      // ECS adds the tag; Terraform would take it away again (aws_ecs_capacity_provider).
      tag: [{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }],
      lifecycle: { ignoreChanges: ["desired_capacity"] },
      // What an instance needs to join the cluster when it starts. A destroy turns the order round:
      // the cluster cannot go before its instances.
      dependsOn: [props.cluster, ...role.policies, toHttps],
    });

    this.capacityProvider = new EcsCapacityProvider(this, "capacity-provider", {
      // A name may not start with aws, ecs or fargate (ECS API, CreateCapacityProvider).
      name: `ec2-${name}`,
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.autoscalingGroup.arn,
        managedTerminationProtection: "ENABLED",
        managedDraining: "ENABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: props.targetCapacityPercent,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: 10,
          instanceWarmupPeriod: 300,
        },
      },
      // When instances are taken out of the configuration, the cluster must let go of the provider
      // before it is deleted. Without this Terraform deletes first, and waits in vain.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
