import { Cluster, type ClusterProps } from "../../../src/container-service/cluster/cluster";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const withInstances = {
  instances: {
    instanceType: "m7g.large",
    cpuArchitecture: "ARM64",
    maxCount: 3,
    vpcId: "vpc-1",
    subnetIds: ["subnet-1"],
    assignPublicIp: false,
    protection: false,
  },
} satisfies Partial<ClusterProps>;

const exec = { kmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/k", logRetentionDays: 30 };

function build(overrides: Partial<ClusterProps> = {}) {
  let cluster: Cluster;
  const json = synthConstruct((scope) => {
    cluster = new Cluster(scope, "cluster", {
      name: "acme-dev",
      region: "eu-central-1",
      accountId: "111111111111",
      ...overrides,
    });
  });
  return { json, cluster: cluster! };
}
const synthCluster = (overrides?: Partial<ClusterProps>) => build(overrides).json;

const plain = [
  "aws_ecs_cluster.cluster_A4C38409", // a new id is an outage: must not change
  "aws_ecs_cluster_capacity_providers.cluster_capacity-providers_D17397A4",
];

describe("resources", () => {
  test("of a cluster on Fargate alone", () => {
    expect(resourceAddresses(synthCluster())).toEqual(plain);
  });

  test("ECS Exec adds the log group of its sessions", () => {
    expect(resourceAddresses(synthCluster({ exec }))).toEqual([
      "aws_cloudwatch_log_group.cluster_exec-log-group_6631E3E9", // holds the logs: must not change
      ...plain,
    ]);
  });

  test("instances add what they start with and who starts them", () => {
    expect(resourceAddresses(synthCluster(withInstances))).toEqual(
      [
        ...plain,
        "aws_autoscaling_group.cluster_instances_autoscaling-group_BACF581D", // all instances
        "aws_ecs_capacity_provider.cluster_instances_capacity-provider_C725EC41", // scales them
        "aws_iam_instance_profile.cluster_instances_role_profile_B569D32F",
        "aws_iam_role.cluster_instances_role_3596F45E",
        "aws_iam_role_policy_attachment.cluster_instances_role_ecs_A19F68BC",
        "aws_iam_role_policy_attachment.cluster_instances_role_systems-manager_EC1F6F49",
        "aws_launch_template.cluster_instances_template_launch-template_67886372",
        "aws_security_group.cluster_instances_security-group_ED4D5656",
        "aws_vpc_security_group_egress_rule.cluster_instances_instances-to-https_2BB132EE",
      ].toSorted(),
    );
  });
});

describe("capacity providers", () => {
  const association = (overrides?: Partial<ClusterProps>) =>
    onlyResource(synthCluster(overrides), "aws_ecs_cluster_capacity_providers");
  const ofInstances =
    "${aws_ecs_capacity_provider.cluster_instances_capacity-provider_C725EC41.name}";

  test("are Fargate's, with spot at hand and a default for tasks started by hand", () => {
    expect(association()).toMatchObject({
      cluster_name: "${aws_ecs_cluster.cluster_A4C38409.name}",
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
    });
  });

  test("are never the cluster's own arguments, which overwrite the association", () => {
    expect(Object.keys(onlyResource(synthCluster(withInstances), "aws_ecs_cluster"))).toEqual([
      "configuration",
      "name",
      "setting",
    ]);
  });

  test("include the instances' where there are any", () => {
    expect(association(withInstances)).toMatchObject({
      capacity_providers: ["FARGATE", "FARGATE_SPOT", ofInstances],
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
    });
  });

  test("have the default that is asked for", () => {
    const capacityProviderStrategy: ClusterProps["capacityProviderStrategy"] = [
      { capacityProvider: "FARGATE", base: 2 },
      { capacityProvider: "FARGATE_SPOT", weight: 3 },
    ];
    expect(association({ capacityProviderStrategy }).default_capacity_provider_strategy).toEqual([
      { capacity_provider: "FARGATE", weight: 1, base: 2 },
      { capacity_provider: "FARGATE_SPOT", weight: 3 },
    ]);
  });

  test("EC2 means the instances of this cluster", () => {
    const onInstances = association({
      ...withInstances,
      capacityProviderStrategy: [{ capacityProvider: "EC2" }],
    });
    expect(onInstances.default_capacity_provider_strategy).toEqual([
      { capacity_provider: ofInstances, weight: 1 },
    ]);
  });
});

test("a destroy goes from the association to the cluster, the instances in between", () => {
  const json = synthCluster(withInstances);
  // Terraform destroys in the reverse order of what refers to what.
  const refersTo = (type: string): string => JSON.stringify(onlyResource(json, type));
  expect(refersTo("aws_ecs_cluster_capacity_providers")).toContain("aws_ecs_capacity_provider.");
  expect(refersTo("aws_ecs_capacity_provider")).toContain("aws_autoscaling_group.");
  expect(refersTo("aws_autoscaling_group")).toContain("aws_ecs_cluster.");
});

// Disabled as well, or the account's setting would decide.
test.each(["disabled", "enabled", "enhanced"] as const)(
  "Container Insights %s are written down",
  (value) => {
    const { setting } = onlyResource(synthCluster({ containerInsights: value }), "aws_ecs_cluster");
    expect(setting).toEqual([{ name: "containerInsights", value }]);
  },
);

describe("ECS Exec", () => {
  test("encrypts sessions, and logs them to an encrypted group of their own", () => {
    const { json, cluster } = build({ exec });
    expect(onlyResource(json, "aws_ecs_cluster").configuration).toEqual({
      execute_command_configuration: {
        kms_key_id: exec.kmsKeyArn,
        logging: "OVERRIDE",
        log_configuration: {
          cloud_watch_encryption_enabled: true,
          cloud_watch_log_group_name:
            "${aws_cloudwatch_log_group.cluster_exec-log-group_6631E3E9.name}",
        },
      },
    });
    const logGroup = onlyResource(json, "aws_cloudwatch_log_group");
    expect(logGroup).toEqual({
      name: "/ecs/acme-dev/exec",
      retention_in_days: 30,
      kms_key_id: exec.kmsKeyArn,
    });
    expect(cluster.execLogGroupArn).toBe(
      `arn:aws:logs:eu-central-1:111111111111:log-group:${logGroup.name}`,
    );
    expect(cluster.execKmsKeyArn).toBe(exec.kmsKeyArn);
  });

  test("is ECS's default, written down, where it is off: left out, the old one would stay", () => {
    const { json, cluster } = build();
    expect(onlyResource(json, "aws_ecs_cluster").configuration).toEqual({
      execute_command_configuration: { logging: "DEFAULT" },
    });
    expect(cluster.execLogGroupArn).toBeUndefined();
  });
});

describe("fails", () => {
  test("on a name that ECS refuses", () => {
    expect(() => synthCluster({ name: "acme dev" })).toThrow(
      'cluster.name: got "acme dev", expected 1 to 255 letters, digits, _ and -',
    );
  });

  test("on EC2 without instances", () => {
    const onEc2 = [{ capacityProvider: "EC2" as const, weight: 1, base: 0 }];
    expect(() => build().cluster.strategy(onEc2)).toThrow(
      "expected FARGATE or FARGATE_SPOT, as this cluster has no instances; EC2 needs `instances`",
    );
    expect(build(withInstances).cluster.strategy(onEc2)).toHaveLength(1);
  });
});
