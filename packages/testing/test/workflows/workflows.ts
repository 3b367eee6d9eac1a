import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../../src/project";

/** A workflow, or an action of this repository. */
export interface WorkflowFile {
  /** Path in the repository. */
  readonly name: string;
  readonly text: string;
  readonly content: Workflow;
}

export interface Workflow {
  readonly on?: unknown;
  readonly permissions?: Permissions;
  readonly jobs?: Readonly<Record<string, Job>>;
  /** Of an action. */
  readonly runs?: { readonly steps?: readonly Step[] };
  readonly inputs?: Readonly<Record<string, { readonly required?: string }>>;
}

export type Permissions = Readonly<Record<string, string>> | string;

export interface Job {
  readonly permissions?: Permissions;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly environment?: string;
  readonly needs?: string | readonly string[];
  readonly "timeout-minutes"?: string;
  readonly [key: string]: unknown;
}

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** All workflows and actions of this repository. */
export function workflowFiles(): WorkflowFile[] {
  const folder = path.join(projectRoot, ".github");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /^(workflows|actions)\/.*\.ya?ml$/.test(file))
    .toSorted()
    .map((file) => workflowFile(`.github/${file}`, readFileSync(path.join(folder, file), "utf8")));
}

/** Scalars stay texts, so `true` and `"true"` are the same. */
export const workflowFile = (name: string, text: string): WorkflowFile => ({
  name,
  text,
  content: parse(text, { schema: "failsafe" }) as Workflow,
});

/** The action of this repository that a step uses; undefined where it uses none. */
export function ownAction({ uses }: Step): Workflow | undefined {
  const name = /^\.\/(\.github\/actions\/[\w-]+)$/.exec(uses ?? "")?.[1];
  if (name === undefined) return undefined;
  const file = `${name}/action.yml`;
  return workflowFile(file, readFileSync(path.join(projectRoot, file), "utf8")).content;
}

/** The steps that a job comes to: in the place of an action of this repository its steps. */
export const stepsOf = ({ steps = [] }: Job): Step[] =>
  steps.flatMap((step) => {
    const inner = ownAction(step)?.runs?.steps;
    return inner?.map((one) => given(one, step.with ?? {})) ?? [step];
  });

/** A step of an action with its inputs in the place of `${{ inputs.x }}`. */
const given = (step: Step, inputs: Readonly<Record<string, string>>): Step =>
  JSON.parse(
    JSON.stringify(step).replaceAll(/\$\{\{ inputs\.(\w+) \}\}/g, (all, name: string) =>
      JSON.stringify(inputs[name] ?? all).slice(1, -1),
    ),
  );
