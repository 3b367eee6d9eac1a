import { mkdtemp, readFile, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "@groundwork/testing/project";
import type { TerraformJson } from "@groundwork/testing/synth";

/** How a build of CodeBuild ended that was run on this machine. */
export interface Built {
  readonly code: number;
  readonly said: string;
  /** What it hands on to later actions. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface PipelineRunOptions {
  /** The checkout that builds have. */
  readonly root: string;
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** Programs of the machine in place of the real ones, as scripts of bash. */
  readonly programs: Readonly<Record<string, string>>;
  /** Environment of a build, by the role of its project. */
  readonly as: (role: string) => Promise<NodeJS.ProcessEnv>;
  /** Values of the pipeline's own variables. @default as they are where nothing was handed on */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Whether a person lets a stage pass. Called as often as somebody is asked. */
  readonly approve: (stage: string, text: string) => boolean;
  /** Stages that are left out: their builds are tried elsewhere. */
  readonly without: readonly string[];
  /** Stage behind which the way on is closed (CodePipeline API, DisableStageTransition). @default none */
  readonly through?: string | undefined;
}

/**
 * Runs a pipeline as CodePipeline does, stage after stage, with the build projects that are written for
 * it: their commands by bash, their variables from one to the next, conditions and approvals.
 *
 * @returns what became of each action, as `Plan-dev Plan: done`; the last failed where one failed
 */
export async function runPipeline(
  json: TerraformJson,
  options: PipelineRunOptions,
): Promise<string[]> {
  const { pipeline: name, variables = {}, without, approve } = options;
  const pipeline: any = Object.values(json.resource["aws_codepipeline"]!).find(
    (one) => one.name === name,
  );
  const handedOn = new Map<string, string>(
    (pipeline.variable ?? []).map((one: any) => [
      `variables.${one.name}`,
      variables[one.name] ?? one.default_value,
    ]),
  );
  const resolved = (text: string) =>
    text.replaceAll(/#\{([^}]+)\}/g, (all, key: string) => handedOn.get(key) ?? all);
  const became: string[] = [];
  for (const stage of pipeline.stage) {
    if (without.includes(stage.name)) continue;
    const condition = stage.before_entry?.condition.rule[0].configuration;
    if (condition && resolved(condition.Variable) !== condition.Value) {
      became.push(`${stage.name}: skipped`);
      continue;
    }
    for (const action of stage.action.toSorted(
      (one: any, other: any) => (one.run_order ?? 1) - (other.run_order ?? 1),
    )) {
      const about = `${stage.name} ${action.name}`;
      if (action.category === "Approval") {
        const isLet = approve(stage.name, resolved(action.configuration.CustomData));
        became.push(`${about}: ${isLet ? "approved" : "rejected"}`);
        if (!isLet) return became;
        continue;
      }
      const given = JSON.parse(action.configuration.EnvironmentVariables ?? "[]");
      const env = Object.fromEntries(given.map((one: any) => [one.name, resolved(one.value)]));
      const built = await runBuild(projectOf(json, action.configuration.ProjectName), env, options);
      became.push(`${about}: ${built.code === 0 ? "done" : `failed: ${built.said}`}`);
      if (built.code !== 0) return became;
      for (const [key, value] of Object.entries(built.variables)) {
        handedOn.set(`${action.namespace}.${key}`, value);
      }
    }
    if (stage.name === options.through) break;
  }
  return became;
}

const projectOf = (json: TerraformJson, reference: string): any =>
  json.resource["aws_codebuild_project"]![/\.([^.}]+)\.name\}$/.exec(reference)![1]!];

/** Runs the commands of a project, as one shell does in CodeBuild. */
async function runBuild(
  project: any,
  given: Readonly<Record<string, string>>,
  { root, programs, as }: PipelineRunOptions,
): Promise<Built> {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-build-"));
  try {
    await mkdir(path.join(dir, "bin"));
    for (const [name, script] of Object.entries(programs)) {
      const file = path.join(dir, "bin", name);
      await writeFile(file, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    }
    // Terraform takes the doubled ones back.
    const spec = JSON.parse(project.source.buildspec.replaceAll(/([$%])\1\{/g, "$1{"));
    const commands = ["install", "pre_build", "build", "post_build"].flatMap(
      (phase) => spec.phases[phase]?.commands ?? [],
    );
    const exported: string[] = spec.env?.["exported-variables"] ?? [];
    const handOn = exported.map((one) => `printf '%s' "\${${one}:-}" > "${dir}/${one}"`);
    // One after another, up to the first that fails.
    const script = [...commands, ...handOn]
      .map((command) => `${command}\ncode=$?; [ "$code" -eq 0 ] || exit "$code"`)
      .join("\n")
      // Where the machine of a build is its own, tests share one.
      .replaceAll("/tmp/groundwork-image.sh", `${dir}/handed-on.sh`);
    const { code, stdout, stderr } = await run("bash", ["-c", script], {
      cwd: root,
      env: {
        ...(await as(project.name)),
        ...given,
        PATH: `${path.join(dir, "bin")}:${process.env["PATH"]}`,
      },
    });
    const variables: Record<string, string> = {};
    for (const name of code === 0 ? exported : []) {
      variables[name] = await readFile(path.join(dir, name), "utf8");
    }
    return { code, said: stdout + stderr, variables };
  } finally {
    // Each build has a checkout of its own.
    await run("git", ["clean", "-fdq"], { cwd: root });
    await rm(dir, { recursive: true, force: true });
  }
}
