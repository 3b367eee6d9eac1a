import { named, synthPipeline } from "./synth-pipeline";

describe("an environment in three places, in two waves", () => {
  const places = {
    prod: [
      { name: "prod", wave: 0 },
      { name: "prod-eu-west-1", wave: 1 },
      { name: "prod-us-east-1", wave: 1 },
    ],
  };
  const json = synthPipeline({ places });
  const stages = Object.values(json.resource["aws_codepipeline"]!)[0].stage as {
    name: string;
    action: { name: string; run_order: number; configuration: Record<string, string> }[];
  }[];
  const actions = stages.find(({ name }) => name === "Apply-prod")!.action;

  test("is applied by parallel actions, wave after wave, behind the one that asks a person", () => {
    expect(actions.map(({ name, run_order }) => [name, run_order])).toEqual([
      ["Approve", 1],
      ["Apply-prod", 2],
      ["Apply-prod-eu-west-1", 3],
      ["Apply-prod-us-east-1", 3],
    ]);
    const projects = new Set(
      actions.slice(1).map(({ configuration }) => configuration["ProjectName"]),
    );
    expect(projects.size).toBe(1);
  });

  test("each gets the plan of its own place", () => {
    expect(JSON.parse(actions[2]!.configuration["EnvironmentVariables"]!)).toEqual([
      { name: "PLAN_ID", value: "#{Plan-prod.PLAN_ID_1}", type: "PLAINTEXT" },
      { name: "PLAN_SHA256", value: "#{Plan-prod.PLAN_SHA256_1}", type: "PLAINTEXT" },
    ]);
    const plan = String(
      named(json, "aws_codebuild_project", "acme-delivery-plan-prod").source.buildspec,
    );
    expect(plan).toContain("deploy-set prod --plan --lock-timeout 5m --json");
    expect(plan).toContain("PLAN_SHA256_2");
    const apply = String(
      named(json, "aws_codebuild_project", "acme-delivery-apply-prod").source.buildspec,
    );
    expect(apply).toContain("= none ] || node packages/cli/bin/groundwork.js apply");
  });

  test("more places than a stage has actions are refused", () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `prod-${index}`, wave: 0 }));
    expect(() => synthPipeline({ places: { prod: many } })).toThrow(/at most 49/);
  });
});
