import type { PlanDetails } from "../../../src/delivery/store/plan-details";
import type { PlannedResource } from "../../../src/delivery/store/plan-meta";

/** A plan that changes a little of everything, with its values. */
export const RESOURCES: readonly PlannedResource[] = [
  {
    address: "aws_cloudwatch_log_group.services_web_task_log-group_FA454BAC",
    path: "prod-stack/services/web/task/log-group",
    type: "aws_cloudwatch_log_group",
    action: "update",
    attributes: ["retention_in_days"],
  },
  {
    address: "aws_iam_role_policy.services_web_task_policy_DE305037",
    path: "prod-stack/services/web/task/policy",
    type: "aws_iam_role_policy",
    action: "update",
    attributes: ["policy.Statement[Read].Action[]"],
  },
  {
    address: "aws_vpc.network_vpc_4E8F0223",
    path: "prod-stack/network/vpc",
    type: "aws_vpc",
    action: "replace",
    because: ["cidr_block"],
    attributes: ["cidr_block", "id"],
  },
  {
    address: "aws_sqs_queue.services_jobs_queue_00AA11BB",
    type: "aws_sqs_queue",
    action: "destroy",
  },
  { address: "aws_eip.by-hand", type: "aws_eip", action: "create" },
];

const changed = (path: string, before?: unknown, after?: unknown, unknown = false) => ({
  path,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  sensitive: false,
  unknown,
});

const [logs, policy, vpc, queue, address] = RESOURCES.map((one) => one.address);

export const DETAILS: PlanDetails = {
  resources: [
    { address: logs!, attributes: [changed("retention_in_days", 90, 30)] },
    {
      address: policy!,
      attributes: [changed("policy.Statement[Read].Action[]", undefined, "s3:PutObject")],
      wider: [{ kind: "permissions", words: "may s3:PutObject on arn:aws:s3:::shop/*" }],
    },
    {
      address: vpc!,
      attributes: [
        { ...changed("cidr_block", "10.0.0.0/16", "10.1.0.0/16"), forces: true },
        changed("id", "vpc-1", undefined, true),
      ],
    },
    { address: queue!, attributes: [changed("name", "jobs")] },
    { address: address!, attributes: [changed("domain", undefined, "vpc")] },
  ],
  outputs: [changed("url", "http://a", "http://b")],
};
