import type { Configuration } from "@groundwork/configuration";
import { appliedOwners } from "@groundwork/configuration/delivery";
import { stackId } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { parse } from "yaml";
import { projectRoot } from "../../core/project";
import { run } from "../../core/run";
import { lockFileOf } from "../../delivery/lock-files";
import { readSource } from "../../sources/write";
import { DELIVERY_WORKFLOW, environmentsIn } from "../workflow-job";
import { lacking, missing, type Step } from "./step";

/** Workflows that run for pushes to one branch. */
const BRANCHED = ["deliver", "image", "check"].map((name) => `.github/workflows/${name}.yml`);

/** What lies in the checkout: workflows, owners of files, lock files. */
export async function projectSteps(configuration: Configuration, branch: string): Promise<Step[]> {
  return [
    await jobs(configuration),
    await branches(branch),
    await owners(),
    await lockFiles(configuration),
  ];
}

async function jobs(configuration: Configuration): Promise<Step> {
  const step = "jobs of deliver.yml";
  const found = await readSource(projectRoot, DELIVERY_WORKFLOW);
  if (!found) {
    return missing(
      step,
      `${DELIVERY_WORKFLOW} is not there`,
      "git log -- .github/workflows tells where it went",
    );
  }
  const there = environmentsIn(found.text);
  const owners = appliedOwners(configuration);
  return lacking(
    step,
    owners.filter((owner) => !there.includes(owner)).map((owner) => `none delivers ${owner}`),
    owners.join(", "),
    ["copy a job there, with another environment"],
  );
}

/** Workflows that would not run at a push to the branch that is delivered. */
async function branches(branch: string): Promise<Step> {
  const files = await Promise.all(BRANCHED.map((file) => readSource(projectRoot, file)));
  const others = files.flatMap((file) => {
    if (file === undefined) return [];
    const named = (parse(file.text) as Workflow | null)?.on?.push?.branches;
    return named === undefined || named.includes(branch) ? [] : [file.file];
  });
  return lacking(
    "branch of the workflows",
    others.map((file) => `${file} does not run for ${branch}`),
    branch,
    [`write branches: [${branch}] there`],
  );
}

interface Workflow {
  readonly on?: { readonly push?: { readonly branches?: readonly string[] } };
}

/** Who is asked to review what gives rights. */
async function owners(): Promise<Step> {
  const file = ".github/CODEOWNERS";
  const text = (await readSource(projectRoot, file))?.text ?? "";
  const owned = text.split("\n").flatMap((line) => /^(\S+)\s+@\S/.exec(line.trim())?.[1] ?? []);
  const wanted = ["/.github/", "/environments/"];
  const isOwned = (folder: string) =>
    owned.some((pattern) => pattern === "*" || pattern.replace(/^\/?/, "/").startsWith(folder));
  return lacking(
    "code owners",
    wanted.filter((folder) => !isOwned(folder)).map((folder) => `nobody owns ${folder}`),
    wanted.join(", "),
    [`name your team in ${file}, and take the # of its lines away`],
  );
}

/** Every job installs the providers that are written down. */
async function lockFiles(configuration: Configuration): Promise<Step> {
  const stacks = appliedOwners(configuration).map(stackId);
  const { stdout } = await run("git", ["ls-files", "locks"], { cwd: projectRoot });
  const committed = new Set(stdout.split("\n"));
  const without = stacks.filter((stack) => !committed.has(lockFileOf(stack)));
  return lacking(
    "lock files of providers",
    without.length === 0 ? [] : [`not committed in locks/: ${without.join(", ")}`],
    stacks.join(", "),
    without.map((stack) => ownCommand(`plan ${stack} --update-locks`)),
  );
}
