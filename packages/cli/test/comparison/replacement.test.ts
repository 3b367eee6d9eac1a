import { forceOf } from "../../src/comparison/replacement";

test.each([
  ["aws_vpc", "cidr_block", "always"],
  ["aws_vpc", "tags.Name", "never"],
  ["aws_ecs_service", "network_configuration[0].subnets[]", "never"],
  ["aws_ecs_service", "cluster", "always"],
  ["aws_cloudwatch_log_group", "retention_in_days", "never"],
  ["aws_iam_role_policy", "policy.Statement[read].Action[]", "never"],
  ["aws_dynamodb_table", "name", "always"],
  ["aws_dynamodb_table", "billing_mode", "never"],
  ["aws_wafv2_web_acl", "scope", "always"],
  ["aws_wafv2_web_acl", "rule[managed].priority", "never"],
  // Nobody was asked about it, or it depends.
  ["aws_vpc", "made_up", "perhaps"],
  ["aws_ecs_service", "capacity_provider_strategy[0].weight", "perhaps"],
  ["aws_lb", "security_groups[]", "perhaps"],
  ["aws_made_up", "name", "perhaps"],
  ["aws_made_up", 'tags["a.b"]', "never"],
  ["google_storage_bucket", "tags", "perhaps"],
  ["terraform_data", "input.a", "never"],
  ["terraform_data", "triggers_replace", "always"],
])("%s.%s: %s", (type, argument, force) => {
  expect(forceOf(type, argument)).toBe(force);
});
