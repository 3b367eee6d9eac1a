import { serviceOf, type Overrides } from "./synth-service";

describe("a rollback is a failed apply", () => {
  const taskDefinition = "aws_ecs_task_definition.web_task_definition_CBF1B4BB.arn";

  test("as the apply waits, and demands its own task definition of what runs then", () => {
    const service = serviceOf();
    expect(service).toMatchObject({
      task_definition: `\${${taskDefinition}}`,
      wait_for_steady_state: true,
    });
    const [condition, ...more] = service.lifecycle.postcondition;
    expect(more).toEqual([]);
    expect(condition.condition).toBe(`\${(self.task_definition == ${taskDefinition})}`);
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

describe("what Terraform leaves alone", () => {
  const autoscaling = { minCount: 1, maxCount: 3 };
  const byCi = { strategy: "ROLLING", rollbackOnAlarms: true, deployedBy: "ci" } as const;

  test.each<[string, Overrides, string[] | undefined]>([
    ["nothing", {}, undefined],
    ["the count exactly where it autoscales", { autoscaling }, ["desired_count"]],
    ["the task definition exactly where CI deploys", { deployment: byCi }, ["task_definition"]],
    ["both", { autoscaling, deployment: byCi }, ["desired_count", "task_definition"]],
  ])("%s", (_, overrides, ignored) => {
    expect(serviceOf(overrides).lifecycle?.ignore_changes).toEqual(ignored);
  });

  test("where CI deploys, another task definition is no failure", () => {
    expect(serviceOf({ deployment: byCi }).lifecycle).not.toHaveProperty("postcondition");
  });
});
