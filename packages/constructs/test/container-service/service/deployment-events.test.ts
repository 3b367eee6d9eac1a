import { DeploymentEvents } from "../../../src/container-service/service/deployment-events";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const topicArn = "arn:aws:sns:eu-central-1:111111111111:acme-dev";
const json = synthConstruct((scope) => {
  new DeploymentEvents(scope, "deployment-events", {
    name: "acme-dev",
    accountId: "111111111111",
    region: "eu-central-1",
    topicArn,
  });
});

test("are a rule and its target", () => {
  expect(resourceAddresses(json)).toEqual([
    "aws_cloudwatch_event_rule.deployment-events_failed_rule_A83469E8",
    "aws_cloudwatch_event_target.deployment-events_failed_target_232C6B2C",
  ]);
});

test("are failed deployments of this cluster's services", () => {
  const rule = onlyResource(json, "aws_cloudwatch_event_rule");
  expect(rule.name).toBe("acme-dev-deployment-failed");
  expect(JSON.parse(rule.event_pattern)).toEqual({
    source: ["aws.ecs"],
    "detail-type": ["ECS Deployment State Change"],
    // The slash keeps out the services of a cluster called acme-dev-2.
    resources: [{ prefix: "arn:aws:ecs:eu-central-1:111111111111:service/acme-dev/" }],
    detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
  });
});

test("come as a sentence with service, deployment and reason", () => {
  const target = onlyResource(json, "aws_cloudwatch_event_target");
  expect(target.arn).toBe(topicArn);
  const { input_paths: paths, input_template: template } = target.input_transformer;
  expect(paths).toMatchObject({
    service: "$.resources[0]",
    deployment: "$.detail.deploymentId",
    reason: "$.detail.reason",
  });
  for (const name of Object.keys(paths)) expect(template).toContain(`<${name}>`);
  expect(template).toContain("Look first at ");
});
