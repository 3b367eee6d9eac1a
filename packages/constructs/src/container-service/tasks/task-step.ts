import type { TaskOverrides } from "./task-overrides";

/*
 * The one program that an apply runs on the machine where Terraform does: it starts a task of a service
 * before the service gets a new version. Policies, stand-ins and reviews of pull requests admit exactly
 * this and no other, so what it is stands here once.
 */

/** Variable with the service that goes back to an earlier version, for which its tasks ran before. */
export const STEP_ROLLED_BACK = "GROUNDWORK_ROLLED_BACK";

/** Variable with what is to run, as JSON of `StepInput`. */
export const STEP_INPUT = "GROUNDWORK_TASK";

/** Variable with the folder of this project's packages, set by its own commands. */
export const STEP_PACKAGES = "GROUNDWORK_PACKAGES";

/** Variable by which a rehearsal tells the program that there is nothing to start a task in. */
export const STEP_REHEARSED = "GROUNDWORK_TASK_REHEARSED";

/**
 * Finds the program from where Terraform runs: a stored plan is applied in a folder of its own, on
 * another machine than it was made on, so a path would be another there. There is no template of
 * Terraform in it.
 */
const FIND = [
  'const { existsSync } = require("node:fs");',
  'const { dirname, join } = require("node:path");',
  `const own = process.env.${STEP_PACKAGES};`,
  'let at = own ? join(own, "cli") : join(process.cwd(), "packages/cli");',
  'const up = (cli) => join(dirname(dirname(dirname(cli))), "packages/cli");',
  'while (!own && !existsSync(join(at, "task-step.js")) && up(at) !== at) at = up(at);',
  'if (existsSync(join(at, "task-step.js"))) require(join(at, "task-step.js"));',
  `else { console.error("packages/cli/task-step.js of groundwork is in no folder above " + process.cwd() + ". Set ${STEP_PACKAGES} to the folder packages of a clone in which npm ci was run"); process.exit(1); }`,
].join(" ");

/**
 * What a local-exec is that runs the program: all of it but its input, and `command`, which Terraform
 * shows where it fails and the program does not read.
 */
export const STEP = { interpreter: ["node", "-e", FIND], quiet: true } as const;

/** What Terraform shows of it: no program reads this. */
export const stepCommand = (task: string, service: string): string =>
  `task ${task} of ${service}, before its deployment`;

/** What the program is told. */
export interface StepInput {
  readonly region: string;
  readonly cluster: string;
  readonly service: string;
  readonly task: string;
  /** ARN of the revision that the service is to get. */
  readonly taskDefinition: string;
  readonly logGroup: string;
  readonly overrides: TaskOverrides;
  readonly capacityProvider: string;
  readonly network: {
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    readonly assignPublicIp: "ENABLED" | "DISABLED";
  };
  readonly timeoutMinutes: number;
  readonly retries: number;
}

/**
 * Whether what a resource runs is this program and nothing else.
 *
 * @param type of the resource
 * @param provisioners as the JSON of Terraform has them
 */
export function runsOnlyTheStep(type: string, provisioners: unknown): boolean {
  if (type !== "terraform_data" || !Array.isArray(provisioners)) return false;
  return provisioners.length === 1 && isStep(provisioners[0]);
}

function isStep(provisioner: unknown): boolean {
  const { "local-exec": run, ...others } = Object(provisioner);
  const { command, environment, ...rest } = Object(run);
  const expected: object = STEP;
  return (
    typeof command === "string" &&
    Object.keys(others).length === 0 &&
    JSON.stringify(sorted(rest)) === JSON.stringify(sorted(expected)) &&
    Object.keys(Object(environment)).join() === STEP_INPUT
  );
}

const sorted = (of: object): [string, unknown][] =>
  Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1));
