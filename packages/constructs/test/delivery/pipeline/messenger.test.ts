import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

const json = synthPipeline();

describe("people are told of a failed stage", () => {
  const rule = (name: string) =>
    JSON.parse(named(json, "aws_cloudwatch_event_rule", name).event_pattern);
  const told: any = named(json, "aws_codepipeline", "acme-delivery-told");

  test("whichever it is, by a pipeline that fetches the code and tells", () => {
    expect(rule("acme-delivery-failed")).toEqual({
      source: ["aws.codepipeline"],
      "detail-type": ["CodePipeline Stage Execution State Change"],
      resources: ["arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery"],
      detail: { state: ["FAILED"] },
    });
    expect(told.stage.map(({ name }: any) => name)).toEqual(["Source", "Tell"]);
    // A push starts the other one, and one failure after another is told.
    expect(told.stage[0].action[0].configuration.DetectChanges).toBe("false");
    expect(told.execution_mode).toBe("QUEUED");
    expect(told.variable.map(({ name }: any) => name)).toEqual(["STAGE", "EXECUTION"]);
    expect(told.stage[1].action[0].configuration.EnvironmentVariables).toContain(
      "#{variables.EXECUTION}",
    );
  });

  test("by e-mail, once a topic, where that fails as well", () => {
    expect(rule("acme-delivery-unheard-1")).toMatchObject({
      resources: ["arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery-told"],
      detail: { state: ["FAILED"] },
    });
    const topicArn = pipelineProps.environments[0]!.topicArn;
    const environments = pipelineProps.environments.map((one) => ({ ...one, topicArn }));
    const rules = Object.values(
      synthPipeline({ environments }).resource["aws_cloudwatch_event_rule"]!,
    );
    expect(rules.map(({ name }) => name)).toEqual([
      "acme-delivery-failed",
      "acme-delivery-unheard-0",
    ]);
  });

  test("and that it goes well again by the plans, each of the stages since the one before", () => {
    const commandsOf = (build: string): string =>
      JSON.parse(
        named(json, "aws_codebuild_project", `acme-delivery-${build}`).source.buildspec,
      ).phases.build.commands.at(-1);
    const stagesOf = (build: string) => /--stages ([\w -]+) --actions/.exec(commandsOf(build))?.[1];
    expect(["plan-dev", "apply-dev", "plan-prod", "apply-prod"].map(stagesOf)).toEqual([
      "Source Test Plan-dev",
      "Apply-dev",
      "Plan-prod",
      "Apply-prod",
    ]);
    // A message that does not go out stops nothing.
    expect(commandsOf("plan-dev")).toMatch(/\|\| echo "[^"]+"$/);
  });
});
