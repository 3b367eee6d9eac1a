import { spawnSync } from "node:child_process";
import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

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

const LAYERED = [
  { name: "prod-network", wave: 0, layer: "network" },
  { name: "prod-cluster", wave: 0, layer: "cluster" },
  { name: "prod", wave: 0, layer: "services" },
] as const;

const stagesOf = (json: ReturnType<typeof synthPipeline>): any[] =>
  Object.values(json.resource["aws_codepipeline"]!)[0].stage;

const variablesOf = ({ configuration }: any): Record<string, string> =>
  Object.fromEntries(
    JSON.parse(configuration.EnvironmentVariables).map((one: any) => [one.name, one.value]),
  );

describe("an environment of layers", () => {
  const json = synthPipeline({ places: { prod: LAYERED } });
  const stages = stagesOf(json);
  const stage = (name: string) => stages.find((one) => one.name === name).action;

  test("has stages for each, the lowest first, and asks a person in each that has changes", () => {
    const own = stages.map(({ name }) => name).filter((name) => name.includes("-prod"));
    expect(own).toEqual([
      "Plan-prod-network",
      "Apply-prod-network",
      "Plan-prod-cluster",
      "Apply-prod-cluster",
      "Plan-prod",
      "Apply-prod",
    ]);
    const asking = stages.filter(({ name }) => name.startsWith("Apply-prod"));
    expect(asking.map(({ action }) => action.map(({ name }: any) => name))).toEqual(
      asking.map(() => ["Approve", "Apply"]),
    );
    expect(asking.map((one) => one.before_entry.condition.rule[0].configuration.Variable)).toEqual([
      "#{Plan-prod-network.PLAN_CHANGES}",
      "#{Plan-prod-cluster.PLAN_CHANGES}",
      "#{Plan-prod.PLAN_CHANGES}",
    ]);
  });

  test("its builds are told which stack they plan, and which plan they apply", () => {
    expect(variablesOf(stage("Plan-prod-network")[0])).toEqual({
      STACK: "prod-network-stack",
      LAYER: "network",
      STAGES: "Plan-prod-network",
    });
    expect(variablesOf(stage("Apply-prod-cluster")[1])).toEqual({
      PLAN_ID: "#{Plan-prod-cluster.PLAN_ID}",
      PLAN_SHA256: "#{Plan-prod-cluster.PLAN_SHA256}",
      STACK: "prod-cluster-stack",
      LAYER: "cluster",
      STAGES: "Apply-prod-cluster",
    });
    const spec = (kind: string) =>
      String(named(json, "aws_codebuild_project", `acme-delivery-${kind}-prod`).source.buildspec);
    expect(spec("plan")).toContain(String.raw`plan \"$STACK\" --lock-timeout`);
    expect(spec("plan")).toContain("--stages $STAGES --actions");
    // Who let the stage pass is asked of that stage.
    expect(spec("apply")).toContain("stageName=='$STAGES'");
  });

  test("bash reads these as words of its commands", () => {
    const commandsOf = (kind: string): string[] =>
      JSON.parse(
        named(json, "aws_codebuild_project", `acme-delivery-${kind}-prod`).source.buildspec,
      ).phases.build.commands;
    const env = {
      ...{ STACK: "prod-network-stack", LAYER: "network", STAGES: "Test Plan-prod-network" },
      ...{ PATH: process.env["PATH"], PLAN_ID: "p", PLAN_SHA256: "f" },
    };
    const said = (kind: string): string => {
      // Terraform takes `${` for its own, and `$${` for the shell's.
      const commands = commandsOf(kind).map((line) => line.replaceAll("$${", "${"));
      const stubs = [
        'node() { echo "node $*" >&2; }',
        'aws() { echo "aws $*" >&2; echo kim; }',
        "export -f node aws",
      ];
      const script = [...stubs, ...commands].join("\n");
      return spawnSync("bash", ["-eo", "pipefail"], { input: script, env, encoding: "utf8" })
        .stderr;
    };
    expect(said("plan")).toContain(
      "groundwork.js plan prod-network-stack --lock-timeout 5m --json\n",
    );
    expect(said("plan")).toContain("pipeline passed --stages Test Plan-prod-network --actions ");
    env.STAGES = "Apply-prod-network";
    expect(said("apply")).toContain("[?stageName=='Apply-prod-network'] | [0]");
    expect(said("apply")).toContain("groundwork.js approve p --sha256 f --actor kim --yes\n");
  });

  test("the first plan of all tells of the stages before it, whichever layer that is", () => {
    const dev = LAYERED.map((one) => ({ ...one, name: one.name.replace("prod", "dev") }));
    const first = stagesOf(synthPipeline({ places: { dev } })).find(
      ({ name }) => name === "Plan-dev-network",
    );
    expect(variablesOf(first.action[0])["STAGES"]).toBe("Source Test Plan-dev-network");
  });

  test("in several places has each layer in all of them, wave after wave", () => {
    const everywhere = LAYERED.flatMap((one) => [
      one,
      { ...one, name: one.name.replace("prod", "prod-eu-west-1"), wave: 1 },
    ]);
    const placed = synthPipeline({ places: { prod: everywhere } });
    const [, own, other] = stagesOf(placed).find(
      ({ name }) => name === "Apply-prod-network",
    ).action;
    expect([own, other].map(({ name, run_order }) => [name, run_order])).toEqual([
      ["Apply-prod-network", 2],
      ["Apply-prod-eu-west-1-network", 3],
    ]);
    expect(variablesOf(other)["PLAN_ID"]).toBe("#{Plan-prod-network.PLAN_ID_1}");
    const plan = named(placed, "aws_codebuild_project", "acme-delivery-plan-prod");
    expect(String(plan.source.buildspec)).toContain(
      String.raw`deploy-set prod --layer \"$LAYER\" --plan`,
    );
  });

  test("more stages than a pipeline has are refused", () => {
    const { environments } = pipelineProps;
    const many = Array.from({ length: 8 }, (_, index) => ({
      ...environments[0]!,
      name: `e${index}`,
    }));
    const places = Object.fromEntries(many.map(({ name }) => [name, LAYERED]));
    expect(() => synthPipeline({ environments: many, places })).toThrow(/at most 50 stages/);
    expect(() => synthPipeline({ environments: many })).not.toThrow();
  });
});
