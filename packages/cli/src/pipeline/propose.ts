import type { Configuration } from "@groundwork/configuration";
import { proposedTo, pushedServices, runsOn } from "@groundwork/configuration/proposals";
import { repositoryName, serviceImage } from "@groundwork/configuration/names";
import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { say, warn } from "../core/outlet";
import { projectRoot } from "../core/project";
import { runUrl } from "../core/workflow";
import { readCredential } from "../delivery/credentials";
import { notify } from "../delivery/messages/notify";
import { hasReached } from "../delivery/messages/reached";
import { gitIn } from "../delivery/plan/checkout";
import { GitHub } from "../github/api";
import { fileAt, openPullRequest, tipOf, treeAt } from "../github/pull-request";
import { formatted } from "../sources/formatted";
import { withImage } from "../sources/image-edit";
import { awsClients } from "../state/clients";
import { newImages, type NewImage } from "./images-handed-on";

type Pipeline = NonNullable<Configuration["organization"]["delivery"]["pipeline"]>;

/**
 * Tells people of the images that the pipeline has built, or that others pushed, and proposes each to the files of its
 * environments, where there is a token for pull requests. An image that the branch has built anew
 * since is left to that run.
 *
 * @returns the exit code 1 where one could not be proposed, or nobody was told, after all others
 */
export async function proposeImages(env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const configuration = loadConfiguration();
  const { pipeline } = configuration.organization.delivery;
  if (pipeline === undefined) {
    throw new OperationError("got no delivery.pipeline in the configuration, expected one");
  }
  const { organization } = configuration;
  const pushed = pushedServices(organization);
  const images = newImages(
    env,
    Object.fromEntries(pushed.map((service) => [repositoryName(organization, service), service])),
  );
  const github = images.length > 0 ? await githubOf(configuration, pipeline, env) : undefined;
  let code: ExitCode = DONE;
  for (const image of images) {
    const proposal = await proposed(image, { configuration, pipeline, github, env });
    if (proposal === "left") continue;
    if (proposal.failed) code = FAILED;
    for (const environment of proposedTo(configuration, image.service)) {
      const told = await tell(image, environment, proposal, configuration, env);
      if (!told) code = FAILED;
    }
  }
  return code;
}

/** @returns undefined where no token is named */
async function githubOf(
  { organization: { region } }: Configuration,
  { repository, propose: { token } }: Pipeline,
  env: NodeJS.ProcessEnv,
): Promise<GitHub | undefined> {
  if (token === undefined) return undefined;
  const value = await readCredential(
    awsClients({ region, env }),
    token,
    "organization.delivery.pipeline.propose.token",
    { region, env, use: "open pull requests" },
  );
  return GitHub.of({ ...env, GITHUB_REPOSITORY: repository, GH_TOKEN: value });
}

interface Proposing {
  readonly configuration: Configuration;
  readonly pipeline: Pipeline;
  readonly github: GitHub | undefined;
  readonly env: NodeJS.ProcessEnv;
}

interface Proposal {
  /** Its address. */
  readonly pullRequest?: string | undefined;
  readonly failed: boolean;
}

/** @returns "left" where a newer run proposes what the branch has by now */
async function proposed(image: NewImage, context: Proposing): Promise<Proposal | "left"> {
  const { github } = context;
  const { service } = image;
  try {
    expectToRun(image, context.configuration);
    if (github === undefined) return { failed: false };
    const found = await propose(image, github, context);
    if (found === "left") return found;
    say(found === undefined ? `${service}: its environments name it already` : found);
    return { pullRequest: found, failed: false };
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    warn(`Warning: ${service} was not proposed: ${error.message}`);
    return { failed: true };
  }
}

/** @throws OperationError where an environment runs it on another processor by now */
function expectToRun({ service, architecture }: NewImage, { environments }: Configuration): void {
  const other = runsOn(environments, service).filter((one) => one !== architecture);
  if (architecture === undefined || other.length === 0) return;
  throw new OperationError(
    `its image was built for ${architecture}, and environments run it on ${other.join(", ")}: apply delivery-stack, which has the pipeline build it for that`,
  );
}

/** @returns the pull request's address, or undefined where there is nothing to propose */
async function propose(
  { service, tag, digest }: NewImage,
  github: GitHub,
  { configuration, pipeline, env }: Proposing,
): Promise<string | "left" | undefined> {
  const { branch: base, image } = pipeline;
  const parent = await tipOf(github, base);
  const folder = image?.services[service];
  if (folder !== undefined) {
    const built = await gitIn(projectRoot)("rev-parse", `HEAD:${folder}`);
    if (built.stdout !== (await treeAt(github, parent, folder))) {
      say(`${service}: ${base} has changed ${folder} since; its own run proposes it`);
      return "left";
    }
  }
  const environments = proposedTo(configuration, service);
  const files = [];
  for (const environment of environments) {
    const { path, text } = await fileAt(github, parent, `environments/${environment}.ts`);
    const edited = withImage(text, service, { tag, digest });
    if (edited !== text) {
      files.push({ path, text: (await formatted({ file: path, text: edited }, text)).text });
    }
  }
  if (files.length === 0) return undefined;
  const names = environments.join(", ");
  const by = runUrl(env);
  return openPullRequest(github, {
    base,
    parent,
    branch: `image/${environments.join("-")}/${service}`,
    title: `${names}: ${service} ${tag}`,
    body: `Pushed by ${by === undefined ? "the pipeline" : `[this build](${by})`}. Merged, ${names} ${environments.length > 1 ? "run" : "runs"} \`${digest}\`, one environment after another as the pipeline gets to it.`,
    files,
  });
}

async function tell(
  { service, tag, digest, architecture }: NewImage,
  environment: string,
  { pullRequest }: Proposal,
  configuration: Configuration,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const told = { configuration, env, warn };
  const notified = await notify(
    {
      type: "image-pushed",
      image: {
        service,
        environment,
        image: serviceImage(configuration.organization, service, { digest }),
        digest,
        tag,
        commit: env["CODEBUILD_RESOLVED_SOURCE_VERSION"],
        by: architecture === undefined ? "Somebody" : "The pipeline",
        runUrl: runUrl(env),
        proposed: { pullRequest },
      },
    },
    told,
  );
  for (const topic of notified.topics) say(`image-pushed went to ${topic}`);
  return (await hasReached(notified, environment, told)) && notified.lost === 0;
}
