import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { Configuration, Environment } from "@groundwork/configuration";
import { environmentPrefix, repositoryName } from "@groundwork/configuration/names";
import { hasOwnAccount } from "@groundwork/configuration/own-account";
import { lifecyclePolicy, lifecycleRulesOf } from "@groundwork/constructs/registry/options";
import { inEachPlace, stackNameOf } from "@groundwork/configuration/place-names";
import pMap from "p-map";
import { AT_A_TIME } from "../../core/at-a-time";
import { oneLine } from "../../core/aws/error";
import { HindranceError } from "../../core/aws/hindrance";
import { wantedRepositories } from "./asked-repositories";
import {
  reportOn,
  type Amount,
  type EnvironmentImages,
  type ReportedImage,
  type ReportedRepository,
} from "./images-report";
import { runningImages } from "./running-images";
import { findingsOf, repositoryNames, storedRepository } from "./stored-images";

/** What lies in the registry, and what is done with it: the document for programs. */
export interface ImagesReport {
  /** Host of the registry. */
  readonly registry: string;
  /** Days after which an image that nothing runs counts as unused. */
  readonly days: number;
  readonly repositories: readonly ReportedRepository[];
  /** The repositories together. */
  readonly all: Omit<
    ReportedRepository,
    "list" | "repository" | "configuredExpiry" | "missing" | "problem"
  >;
  /** Environments, with why it is not known what they run where it is not. */
  readonly environments: readonly {
    readonly environment: string;
    readonly problem?: string | undefined;
  }[];
}

export interface Asked {
  readonly configuration: Configuration;
  /** Names of services or repositories. @default all */
  readonly services: readonly string[];
  readonly days: number;
  readonly ecr: ECRClient;
  /** The ECS of an environment's region. */
  readonly ecsOf: (environment: Environment) => ECSClient;
  /** The account whose credentials are asked with. */
  readonly account: string;
  readonly now: Date;
}

/**
 * Looks at repositories and clusters.
 *
 * @throws OperationError when a name is none of a repository, or AWS answers nothing at all
 */
export async function imagesOf(asked: Asked): Promise<ImagesReport> {
  const { configuration, days, ecr, now } = asked;
  const { organization } = configuration;
  const wanted = wantedRepositories(asked, await repositoryNames(ecr));
  const environments = await pMap(
    configuration.environments.flatMap(inEachPlace),
    (environment) => imagesIn(environment, asked),
    AT_A_TIME.requests,
  );
  const policy = policyOf(configuration);
  const repositories = await pMap(
    wanted,
    async (one): Promise<ReportedRepository> => {
      if (!one.isThere) return missing(one.repository);
      const problem = (text: string) => ({ ...nothingIn(one.repository), problem: text });
      return known(async () => {
        const stored = await storedRepository(ecr, one.repository);
        const options = { environments, days, now, ...(one.isOwn && { policy }) };
        return withFindings(ecr, reportOn(stored, options));
      }, problem);
    },
    AT_A_TIME.states,
  );
  return {
    registry: `${organization.accountId}.dkr.ecr.${organization.region}.amazonaws.com`,
    days,
    repositories,
    all: together(repositories.filter(({ problem, missing: none }) => !problem && !none)),
    environments: environments.map(({ environment, problem }) => ({ environment, problem })),
  };
}

const missing = (repository: string): ReportedRepository => ({
  ...nothingIn(repository),
  missing: true,
});

const nothingIn = (repository: string): ReportedRepository => ({
  repository,
  images: 0,
  bytes: 0,
  inUse: 0,
  list: [],
});

/** What an environment names, and what its cluster runs. */
async function imagesIn(environment: Environment, asked: Asked): Promise<EnvironmentImages> {
  const { organization } = asked.configuration;
  const { name, accountId, services } = environment;
  const images = {
    environment: stackNameOf(environment),
    named: services.flatMap(({ name: service, image }) =>
      image ? [{ repository: repositoryName(organization, service), ...image }] : [],
    ),
  };
  if (accountId !== asked.account && !hasOwnAccount(organization, environment)) {
    const problem = `it is in the account ${accountId}, and the credentials are for ${asked.account}`;
    return { ...images, problem };
  }
  return known<EnvironmentImages>(
    async () => {
      const cluster = environmentPrefix(organization, name);
      return { ...images, running: await runningImages(asked.ecsOf(environment), cluster) };
    },
    (problem) => ({ ...images, problem }),
  );
}

/** What can be known; what AWS refuses of one thing hides nothing of the others. */
async function known<Found>(
  look: () => Promise<Found>,
  otherwise: (problem: string) => Found,
): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof HindranceError) throw error;
    return otherwise(oneLine(error));
  }
}

/** Asks for the findings of what runs where the list of images does not have them. */
async function withFindings(
  ecr: ECRClient,
  report: ReportedRepository,
): Promise<ReportedRepository> {
  const { repository } = report;
  const isAsked = ({ findings, scan, runsIn, namedBy }: ReportedImage) =>
    findings === undefined && scan !== undefined && Object.keys(runsIn).length + namedBy.length > 0;
  const list = await pMap(
    report.list,
    async (image) =>
      isAsked(image)
        ? { ...image, findings: await findingsOf(ecr, repository, image.digest) }
        : image,
    AT_A_TIME.requests,
  );
  return { ...report, list };
}

const policyOf = ({ organization: { registry } }: Configuration): string | undefined => {
  const rules = lifecycleRulesOf(registry);
  return rules.length === 0 ? undefined : lifecyclePolicy(rules);
};

function together(repositories: readonly ReportedRepository[]): ImagesReport["all"] {
  const add = (pick: (one: ReportedRepository) => number) =>
    repositories.reduce((sum, one) => sum + pick(one), 0);
  const amounts = (pick: (one: ReportedRepository) => Amount | undefined) =>
    repositories.every((one) => pick(one) !== undefined)
      ? { images: add((one) => pick(one)!.images), bytes: add((one) => pick(one)!.bytes) }
      : undefined;
  return {
    images: add(({ images }) => images),
    bytes: add(({ bytes }) => bytes),
    inUse: add(({ inUse }) => inUse),
    expiry: amounts(({ expiry }) => expiry),
    unused: amounts(({ unused }) => unused),
  };
}
