import type { Configuration } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { loadConfiguration } from "../../core/configured";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { say, sayJson } from "../../core/outlet";
import { projectRoot } from "../../core/project";
import { table } from "../../core/table";
import { during } from "../../core/waiting";
import { GitHub } from "../../github/api";
import { githubToken } from "../../github/token";
import { originRepository } from "../repository";
import { awsSteps } from "./aws-steps";
import { environmentSteps } from "./environment-steps";
import { projectSteps } from "./project-steps";
import { repositorySteps } from "./repository-steps";
import { missing, type Step } from "./step";

export interface SetupGithubOptions {
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork setup github`: looks step by step at what delivery needs in the project, in GitHub and
 * in AWS, and says what is lacking and what does it. It changes nothing.
 *
 * @returns FAILED where something is missing, or could not be looked at
 */
export async function setupGithub({ json, env }: SetupGithubOptions): Promise<ExitCode> {
  const configuration = loadConfiguration();
  const steps = await during("looking at GitHub and AWS", stepsOf(configuration, env));
  const open = steps.filter(({ status }) => status !== "done");
  const repository = configuration.organization.delivery.github?.repository ?? null;
  if (json) sayJson({ repository, steps });
  else tell(steps, open);
  return open.length === 0 ? DONE : FAILED;
}

async function stepsOf(configuration: Configuration, env: NodeJS.ProcessEnv): Promise<Step[]> {
  const { github: config } = configuration.organization.delivery;
  if (!config) {
    const origin = (await originRepository(projectRoot)) ?? "OWNER/NAME";
    const line = ownCommand(`init --repository ${origin}`);
    return [missing("delivery.github", "environments/organization.ts names no repository", line)];
  }
  const [own, there, aws] = await Promise.all([
    projectSteps(configuration, config.branch),
    gitHubSteps(configuration, env),
    awsSteps(configuration, env),
  ]);
  return [...own, ...there, ...aws];
}

async function gitHubSteps(configuration: Configuration, env: NodeJS.ProcessEnv): Promise<Step[]> {
  const config = configuration.organization.delivery.github!;
  const token = await githubToken(env);
  if (token === undefined) {
    return [
      {
        step: "GitHub",
        status: "unknown",
        found: "there is no token of GitHub, so nothing there was looked at",
        todo: ["gh auth login (or set GH_TOKEN), then this again"],
      },
    ];
  }
  const variables = { ...env, GITHUB_REPOSITORY: config.repository, GH_TOKEN: token };
  const github = GitHub.of(variables);
  return Promise.all([
    ...repositorySteps(github, configuration, config, variables),
    ...environmentSteps(github, configuration, config),
  ]);
}

const WORDS: Readonly<Record<Step["status"], string>> = {
  done: "done",
  missing: "missing",
  unknown: "not known",
};

function tell(steps: readonly Step[], open: readonly Step[]): void {
  say(
    table([
      ["step", "", "what"],
      ...steps.map(({ step, status, found }) => [step, WORDS[status], found]),
    ]),
  );
  if (open.length === 0) {
    say("\nAll is there: a merge is delivered.");
    return;
  }
  say(`\n${count(open.length, "step")} to go:`);
  for (const { step, todo } of open.filter((one) => one.todo.length > 0)) {
    say(`\n${step}\n${todo.map((line) => `  ${line}`).join("\n")}`);
  }
}
