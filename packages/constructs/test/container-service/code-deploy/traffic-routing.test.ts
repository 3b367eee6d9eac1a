import type { TrafficRouting } from "../../../src/container-service/code-deploy/code-deploy-options";
import { onlyResource } from "@groundwork/testing/synth";
import { synthCodeDeploy } from "./synth-code-deploy";

describe("requests move", () => {
  test.each<[TrafficRouting, string]>([
    [{ type: "ALL_AT_ONCE" }, "CodeDeployDefault.ECSAllAtOnce"],
    [
      { type: "CANARY", percent: 10, intervalMinutes: 5 },
      "CodeDeployDefault.ECSCanary10Percent5Minutes",
    ],
    [
      { type: "CANARY", percent: 10, intervalMinutes: 15 },
      "CodeDeployDefault.ECSCanary10Percent15Minutes",
    ],
    [
      { type: "LINEAR", percent: 10, intervalMinutes: 1 },
      "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    ],
    [
      { type: "LINEAR", percent: 10, intervalMinutes: 3 },
      "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
    ],
  ])("as %j by %s, which AWS has ready", (routing, name) => {
    const json = synthCodeDeploy({ deployment: { routing } });
    expect(onlyResource(json, "aws_codedeploy_deployment_group").deployment_config_name).toBe(name);
    expect(json.resource).not.toHaveProperty("aws_codedeploy_deployment_config");
  });

  test.each<[TrafficRouting, object, string]>([
    [
      { type: "CANARY", percent: 25, intervalMinutes: 30 },
      { type: "TimeBasedCanary", time_based_canary: { percentage: 25, interval: 30 } },
      "acme-prod-web-canary-25-30",
    ],
    [
      { type: "LINEAR", percent: 20, intervalMinutes: 1 },
      { type: "TimeBasedLinear", time_based_linear: { percentage: 20, interval: 1 } },
      "acme-prod-web-linear-20-1",
    ],
  ])("as %j by a configuration of our own, named by what it does", (routing, expected, name) => {
    const json = synthCodeDeploy({ deployment: { routing } });
    const configuration = onlyResource(json, "aws_codedeploy_deployment_config");
    expect(configuration).toMatchObject({
      compute_platform: "ECS",
      traffic_routing_config: expected,
      deployment_config_name: name,
      lifecycle: { create_before_destroy: true },
    });
    expect(onlyResource(json, "aws_codedeploy_deployment_group").deployment_config_name).toMatch(
      /^\$\{aws_codedeploy_deployment_config\..*\.deployment_config_name\}$/,
    );
  });
});
