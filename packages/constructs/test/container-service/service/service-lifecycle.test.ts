import { canary, serviceOf, type Overrides } from "./synth-service";

const conditionsOf = (overrides?: Overrides): string[] =>
  (serviceOf(overrides).lifecycle?.postcondition ?? []).map(
    ({ condition }: { condition: string }) => condition,
  );

describe("a rollback is a failed apply", () => {
  const taskDefinition = "aws_ecs_task_definition.web_task_definition_CBF1B4BB.arn";

  test("as the apply waits, and demands its own task definition of what runs then", () => {
    const service = serviceOf();
    expect(service).toMatchObject({
      task_definition: `\${${taskDefinition}}`,
      wait_for_steady_state: true,
    });
    expect(service.lifecycle.postcondition[0].condition).toBe(
      `\${(self.task_definition == ${taskDefinition})}`,
    );
  });

  test("which says what happened and where to look", () => {
    const message = serviceOf().lifecycle.postcondition[0].error_message;
    for (const part of [
      "ECS rolled the deployment of web back: ${self.task_definition} runs",
      "the service web in the cluster ${aws_ecs_cluster.cluster_A4C38409.name}",
      "the logs in ${aws_cloudwatch_log_group.web_task_log-group_DD4DE42B.name}",
    ]) {
      expect(message).toContain(part);
    }
  });
});

describe("hooks that ECS kept are a failed apply", () => {
  const left = expect.stringContaining("self.deployment_configuration[0].lifecycle_hook");
  const hooks = [
    {
      lambdaArn: "arn:aws:lambda:eu-central-1:111111111111:function:smoke",
      stages: ["POST_SCALE_UP" as const],
    },
  ];

  test.each<[string, Overrides]>([
    ["of a service that shifts traffic", { deployment: canary }],
    ["of one that has ceased to", { deployment: { strategy: "ROLLING" } }],
    ["of one that CI deploys", { deployment: { ...canary, deployedBy: "ci" } }],
  ])("where there are to be none: %s", (_, overrides) => {
    expect(conditionsOf(overrides)).toContainEqual(left);
  });

  test("as a plan sees, that writes none down: a stand-in makes up what it is not given", () => {
    expect(serviceOf().deployment_configuration.lifecycle_hook).toEqual([]);
  });

  test("which says how to remove them", () => {
    const [, { error_message: message }] = serviceOf({ deployment: canary }).lifecycle
      .postcondition;
    expect(message).toContain(
      "aws ecs update-service --cluster ${aws_ecs_cluster.cluster_A4C38409.name} --service web " +
        `--deployment-configuration '{"lifecycleHooks":[]}'`,
    );
  });

  test("but not where there are others, which replace them", () => {
    expect(conditionsOf({ deployment: { ...canary, hooks } })).not.toContainEqual(left);
  });
});

describe("what Terraform leaves alone", () => {
  const autoscaling = { minCount: 1, maxCount: 3 };
  const byCi = { strategy: "ROLLING", deployedBy: "ci" } as const;

  test.each<[string, Overrides, string[] | undefined]>([
    ["nothing", {}, undefined],
    ["the count exactly where it autoscales", { autoscaling }, ["desired_count"]],
    ["the task definition exactly where CI deploys", { deployment: byCi }, ["task_definition"]],
    ["both", { autoscaling, deployment: byCi }, ["desired_count", "task_definition"]],
  ])("%s", (_, overrides, ignored) => {
    expect(serviceOf(overrides).lifecycle?.ignore_changes).toEqual(ignored);
  });

  test("where CI deploys, another task definition is no failure", () => {
    expect(conditionsOf({ deployment: byCi })).toEqual([
      expect.not.stringContaining("self.task_definition"),
    ]);
  });
});
