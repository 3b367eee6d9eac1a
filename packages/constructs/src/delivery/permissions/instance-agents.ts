import type { PolicyStatement } from "../../policy-document";
import { arnOf, type ManagedEnvironment } from "./managed-environment";

/**
 * What the agents on instances do, by AWS's own policies AmazonEC2ContainerServiceforEC2Role and
 * AmazonSSMManagedInstanceCore, in the environment's cluster. They read no parameters.
 */
export function agentStatements(props: Omit<ManagedEnvironment, "boundaryArn">): PolicyStatement[] {
  const { prefix } = props;
  const arn = arnOf(props);
  return [
    {
      Sid: "JoinCluster",
      Effect: "Allow",
      Action: [
        "ecs:*ContainerInstance*",
        "ecs:ListTagsForResource",
        "ecs:Poll",
        "ecs:StartTelemetrySession",
        "ecs:Submit*",
        "ecs:TagResource",
      ],
      Resource: [
        arn("ecs", `cluster/${prefix}`),
        ...["container-instance", "task"].map((type) => arn("ecs", `${type}/${prefix}/*`)),
      ],
    },
    {
      // IAM knows no narrower resource for most of these: an agent speaks for the instance whose
      // credentials it has.
      Sid: "SpeakForInstance",
      Effect: "Allow",
      Action: [
        "ec2messages:*",
        "ecs:DiscoverPollEndpoint",
        "ssm:DescribeAssociation",
        "ssm:DescribeDocument",
        "ssm:GetDeployablePatchSnapshotForInstance",
        "ssm:GetDocument",
        "ssm:GetManifest",
        "ssm:List*Associations",
        "ssm:PutComplianceItems",
        "ssm:PutConfigurePackageResult",
        "ssm:PutInventory",
        "ssm:UpdateAssociationStatus",
        "ssm:UpdateInstance*",
      ],
      Resource: "*",
    },
  ];
}
