import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stepsOf, workflowFiles, type Job, type Step } from "./workflows";

const jobOf = (file: string, job: string): Job =>
  workflowFiles().find(({ name }) => name.endsWith(`/${file}`))!.content.jobs![job]!;

/** @param file such as `apply.yml` */
export const findStep = (file: string, job: string, find: (step: Step) => boolean): Step =>
  jobOf(file, job).steps!.find(find)!;

/** A step with this id, also within an action of this repository. */
export const stepById = (file: string, job: string, id: string): Step =>
  stepsOf(jobOf(file, job)).find((step) => step["id"] === id)!;

/** How GitHub runs the script of a step. */
export const BASH = ["--noprofile", "--norc", "-eo", "pipefail"];

/** The environment of a step, with commands of our own in place of the real ones. */
export function stepEnv(
  folder: string,
  env: Readonly<Record<string, string>>,
  commands: Readonly<Record<string, string>>,
): Record<string, string> {
  for (const [name, body] of Object.entries(commands)) {
    writeFileSync(path.join(folder, name), `#!/usr/bin/env bash\n${body}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return {
    PATH: `${folder}:${process.env["PATH"]}`,
    GITHUB_OUTPUT: path.join(folder, "output"),
    RESULT: folder,
    ...env,
  };
}

/** Runs the script of a step to its end. */
export function runStep(
  folder: string,
  step: Step,
  env: Readonly<Record<string, string>>,
  commands: Readonly<Record<string, string>>,
) {
  const output = path.join(folder, "output");
  writeFileSync(output, "");
  const { status, stdout, stderr } = spawnSync("bash", [...BASH, "-c", step.run!], {
    encoding: "utf8",
    env: stepEnv(folder, env, commands),
  });
  return { status, stdout, stderr, output: readFileSync(output, "utf8") };
}
