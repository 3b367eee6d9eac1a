import { synthCodeDeploy, type Overrides } from "./synth-code-deploy";

describe("what is handed over", () => {
  const handOver = (overrides: Overrides = {}) => {
    let found: unknown;
    synthCodeDeploy(overrides, (made) => {
      found = made.handOver({
        taskDefinitionArn: "arn:task:2",
        containerName: "web",
        containerPort: 8080,
        capacityProviderStrategy: [{ capacityProvider: "FARGATE", base: 1, weight: 2 }],
        subnetIds: ["subnet-1"],
        securityGroupIds: ["sg-1"],
        assignPublicIp: true,
      });
    });
    return found;
  };

  test("says what runs, where, and where requests go", () => {
    expect(handOver()).toMatchObject({
      clusterName: "acme-prod",
      serviceName: "web",
      appSpec: {
        version: "0.0",
        Resources: [
          {
            TargetService: {
              Type: "AWS::ECS::Service",
              Properties: {
                TaskDefinition: "arn:task:2",
                LoadBalancerInfo: { ContainerName: "web", ContainerPort: 8080 },
                CapacityProviderStrategy: [{ CapacityProvider: "FARGATE", Base: 1, Weight: 2 }],
                NetworkConfiguration: {
                  AwsvpcConfiguration: {
                    Subnets: ["subnet-1"],
                    SecurityGroups: ["sg-1"],
                    AssignPublicIp: "ENABLED",
                  },
                },
              },
            },
          },
        ],
        Hooks: [],
      },
    });
  });

  test("has hooks in the order in which they are called", () => {
    const arn = (name: string) => `arn:aws:lambda:eu-central-1:111111111111:function:${name}`;
    const hooks = { AfterAllowTraffic: arn("last"), BeforeInstall: arn("first") };
    expect(handOver({ deployment: { hooks } })).toMatchObject({
      appSpec: { Hooks: [{ BeforeInstall: arn("first") }, { AfterAllowTraffic: arn("last") }] },
    });
  });

  test.each<[NonNullable<Overrides["deployment"]>, number]>([
    [{ routing: { type: "ALL_AT_ONCE" } }, 10],
    [{ routing: { type: "CANARY", percent: 10, intervalMinutes: 5 }, bakeMinutes: 0 }, 5],
    // Four steps of 25 %, the first at once.
    [{ routing: { type: "LINEAR", percent: 25, intervalMinutes: 6 }, waitMinutes: 30 }, 58],
  ])("says that %j waits %i minutes", (deployment, waitsMinutes) => {
    expect(handOver({ deployment, testListenerArn: "arn:test" })).toMatchObject({ waitsMinutes });
  });
});
