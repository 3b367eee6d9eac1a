import type { InstanceCapacityProps } from "../../../src/container-service/cluster/instance-capacity";
import { onlyResource, resourceAddresses } from "@groundwork/testing/synth";
import { synthInstances } from "./synth-instances";

const group = (overrides?: Partial<InstanceCapacityProps>) =>
  onlyResource(synthInstances(overrides), "aws_autoscaling_group");
const provider = (overrides?: Partial<InstanceCapacityProps>) =>
  onlyResource(synthInstances(overrides), "aws_ecs_capacity_provider");

test("consists of a group of instances, what they start with, and who scales them", () => {
  expect(resourceAddresses(synthInstances())).toEqual([
    "aws_autoscaling_group.instances_autoscaling-group_D9CE57CC",
    "aws_ecs_capacity_provider.instances_capacity-provider_D2EFF7A9",
    "aws_ecs_cluster.cluster", // the caller's
    "aws_iam_instance_profile.instances_role_profile_4DF5B2BF",
    "aws_iam_role.instances_role_AEF441A8",
    "aws_iam_role_policy_attachment.instances_role_ecs_B47731EA",
    "aws_iam_role_policy_attachment.instances_role_systems-manager_B74C5A95",
    "aws_launch_template.instances_template_launch-template_153B1AEF",
    "aws_security_group.instances_security-group_FFFCC8FF",
    "aws_vpc_security_group_egress_rule.instances_instances-to-https_B57A6354",
  ]);
});

describe("the group", () => {
  test("is scaled by ECS, which protects the instances that run tasks", () => {
    expect(group()).toMatchObject({
      min_size: 0,
      max_size: 3,
      vpc_zone_identifier: ["subnet-1", "subnet-2"],
      health_check_type: "EC2",
      protect_from_scale_in: true,
      tag: [{ key: "AmazonECSManaged", value: "true", propagate_at_launch: true }],
      lifecycle: { ignore_changes: ["desired_capacity"] },
    });
    expect(group()).not.toHaveProperty("desired_capacity");
    expect(provider().auto_scaling_group_provider).toEqual({
      auto_scaling_group_arn: "${aws_autoscaling_group.instances_autoscaling-group_D9CE57CC.arn}",
      managed_termination_protection: "ENABLED",
      managed_draining: "ENABLED",
      managed_scaling: {
        status: "ENABLED",
        target_capacity: 100,
        minimum_scaling_step_size: 1,
        maximum_scaling_step_size: 10,
        instance_warmup_period: 300,
      },
    });
  });

  test("leaves the room that is asked for", () => {
    expect(
      provider({ targetCapacityPercent: 80 }).auto_scaling_group_provider.managed_scaling
        .target_capacity,
    ).toBe(80);
  });

  test("renews its instances when what they start with changes, protected or not", () => {
    expect(group()).toMatchObject({
      launch_template: {
        id: "${aws_launch_template.instances_template_launch-template_153B1AEF.id}",
        version:
          "${aws_launch_template.instances_template_launch-template_153B1AEF.latest_version}",
      },
      instance_refresh: {
        strategy: "Rolling",
        preferences: {
          min_healthy_percentage: 100,
          max_healthy_percentage: 110,
          scale_in_protected_instances: "Refresh",
        },
      },
    });
  });

  test("starts no instance before it can join, and is gone before the cluster is", () => {
    expect(group().depends_on).toEqual([
      "aws_ecs_cluster.cluster",
      "aws_iam_role_policy_attachment.instances_role_ecs_B47731EA",
      "aws_iam_role_policy_attachment.instances_role_systems-manager_B74C5A95",
      "aws_vpc_security_group_egress_rule.instances_instances-to-https_B57A6354",
    ]);
  });

  test.each([true, false])(
    "protected %s: a destroy waits for instances or ends them",
    (protection) => {
      expect(group({ protection }).force_delete).toBe(!protection);
    },
  );
});

test("the cluster lets go of the provider before it is deleted", () => {
  expect(provider().lifecycle).toEqual({ create_before_destroy: true });
});

test("the provider has a name that ECS takes", () => {
  expect(provider({ name: "ecs-dev" }).name).toBe("ec2-ecs-dev");
});

test("its security group can be replaced while in use", () => {
  expect(onlyResource(synthInstances(), "aws_security_group")).toMatchObject({
    name_prefix: "acme-dev-instances-",
    lifecycle: { create_before_destroy: true },
  });
});

test("fails on a name too long for a role, and not on the longest", () => {
  expect(() => synthInstances({ name: "n".repeat(55) })).toThrow("expected at most 54 characters");
  const role = onlyResource(synthInstances({ name: "n".repeat(54) }), "aws_iam_role");
  expect(role.name).toHaveLength(64);
});
