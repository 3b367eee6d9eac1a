import { onlyResource } from "@groundwork/testing/synth";
import { synthInstances, template } from "./synth-instances";

describe("an instance", () => {
  test.each([
    ["X86_64", "m7i.large", "amazon-linux-2023/recommended"],
    ["ARM64", "m7g.large", "amazon-linux-2023/arm64/recommended"],
  ] as const)(
    "for %s runs the newest image at its start",
    (cpuArchitecture, instanceType, path) => {
      expect(template({ cpuArchitecture, instanceType })).toMatchObject({
        instance_type: instanceType,
        image_id: `resolve:ssm:/aws/service/ecs/optimized-ami/${path}/image_id`,
      });
    },
  );

  test("joins the cluster, and keeps its credentials from tasks", () => {
    expect(Buffer.from(template().user_data, "base64").toString()).toBe(
      `#!/bin/bash
cat >> /etc/ecs/ecs.config <<'END'
ECS_CLUSTER=acme-dev
ECS_ENABLE_SPOT_INSTANCE_DRAINING=true
ECS_AWSVPC_BLOCK_IMDS=true
END
`,
    );
  });

  test("answers IMDSv2 alone, and no container behind a bridge", () => {
    expect(template().metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
  });

  test("has an encrypted volume", () => {
    const volume = template().block_device_mappings;
    expect(volume).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: {
          volume_type: "gp3",
          volume_size: 30,
          encrypted: "true",
          delete_on_termination: "true",
        },
      },
    ]);
    const kmsKeyArn = "arn:aws:kms:eu-central-1:111111111111:key/k";
    expect(template({ kmsKeyArn, rootVolumeGiB: 50 }).block_device_mappings[0].ebs).toMatchObject({
      volume_size: 50,
      encrypted: "true",
      kms_key_id: kmsKeyArn,
    });
  });

  test.each([true, false])("has a public address: %s", (assignPublicIp) => {
    expect(template({ assignPublicIp }).network_interfaces).toEqual([
      {
        device_index: 0,
        associate_public_ip_address: String(assignPublicIp),
        delete_on_termination: "true",
        security_groups: ["${aws_security_group.instances_security-group_FFFCC8FF.id}"],
      },
    ]);
  });

  test("bears the provider's default tags, as do its volume and interface", () => {
    const json = synthInstances();
    const [tags] = Object.keys(json.data!["aws_default_tags"]!);
    const specifications: any[] = onlyResource(json, "aws_launch_template").tag_specifications;
    expect(specifications.map(({ resource_type }) => resource_type)).toEqual([
      "instance",
      "volume",
      "network-interface",
    ]);
    for (const specification of specifications) {
      expect(specification.tags).toBe(
        `\${merge(data.aws_default_tags.${tags}.tags, {"Name" = "acme-dev-instance"})}`,
      );
    }
  });

  test("reaches AWS over HTTPS, and nothing reaches it", () => {
    const json = synthInstances();
    expect(onlyResource(json, "aws_vpc_security_group_egress_rule")).toMatchObject({
      security_group_id: "${aws_security_group.instances_security-group_FFFCC8FF.id}",
      cidr_ipv4: "0.0.0.0/0",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
    });
    expect(json.resource).not.toHaveProperty("aws_vpc_security_group_ingress_rule");
    expect(onlyResource(json, "aws_security_group")).not.toHaveProperty("ingress");
  });

  test("may do what its agents need, and only EC2 can give it that", () => {
    const json = synthInstances();
    const role = onlyResource(json, "aws_iam_role");
    expect(JSON.parse(role.assume_role_policy).Statement).toEqual([
      {
        Sid: "Instances",
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
    const attachments = Object.values(json.resource["aws_iam_role_policy_attachment"]!);
    expect(attachments.map(({ policy_arn }) => policy_arn)).toEqual([
      "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
  });
});
