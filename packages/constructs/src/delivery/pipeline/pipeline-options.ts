import { z } from "zod";
import { fromParameter, fromSecret } from "../../container-service/task/container-options";
import { count, matching, name, options, rule, unique } from "../../option-rules";
import { branch } from "../plan-place-options";

const service = name(20);
const environment = name(16);
const application = name(16);
const repository = matching(/^[\w.-]+(?:\/[\w.-]+)+$/, "owner/name of a repository");
const connectionArn = matching(
  /^arn:aws:code(?:connections|star-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
  "the ARN of a connection",
);

/**
 * Without `..` and blanks: it becomes a word of a shell, and leads out of no checkout. Files of
 * environments name the image, so they are no part of what it is built of: it would be built again
 * with each proposal.
 */
const folder = matching(
  /^(?!environments(?:\/|$))(?!\.{1,2}(?:\/|$))[\w.-]+(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*$/,
  "a folder of the repository with a Dockerfile, as services/web",
);

/** Largest machine of CodeBuild, which keeps nothing for the next build (user guide, "Local caching"). */
const WITHOUT_CACHE = "BUILD_GENERAL1_2XLARGE";

/** CodePipeline quotas: 50 actions in a stage, of which one proposes. */
const MOST_SERVICES = 49;
const SOME_SERVICES = `1 to ${MOST_SERVICES} services`;

/** Folders of services, by their names; one of the stage's actions proposes. */
const builtServices = (where: typeof folder) =>
  z.record(service, where).refine((services) => {
    const { length } = Object.keys(services);
    return length > 0 && length <= MOST_SERVICES;
  }, SOME_SERVICES);

/** How images are built, of whichever repository. */
const builds = {
  /**
   * Image in which the builds run, with bash, git, jq, Docker with buildx, and the AWS CLI: one of
   * CodeBuild's own by its name, or one of a registry by its address.
   * @default CodeBuild's Amazon Linux 2023, for the processor of the service
   */
  buildImage: matching(
    /^(?:aws\/codebuild\/[\w.-]+:[\w.-]+|[\w.-]+\.[\w.-]+(?::\d+)?\/[\w./-]+(?::[\w.-]+|@sha256:[0-9a-f]{64}))$/,
    "an image of CodeBuild such as aws/codebuild/amazonlinux-x86_64-standard:5.0, or the address of one with its tag or digest",
  ).optional(),

  /** Processors and memory of the builds, as CodeBuild names them. @default "BUILD_GENERAL1_MEDIUM" */
  computeType: z
    .enum([
      "BUILD_GENERAL1_SMALL",
      "BUILD_GENERAL1_MEDIUM",
      "BUILD_GENERAL1_LARGE",
      "BUILD_GENERAL1_XLARGE",
      WITHOUT_CACHE,
    ])
    .default("BUILD_GENERAL1_MEDIUM"),

  /**
   * Whether the host of a build keeps Docker's layers for a next one that it happens to get.
   * @default true, but with BUILD_GENERAL1_2XLARGE, which keeps nothing
   */
  cache: z.boolean("true or false").optional(),

  /** Minutes after which a build is stopped; CodeBuild takes 5 to 2160. @default 60 */
  timeoutMinutes: count(5, 2160).default(60),
};

const isKept = rule(
  ["cache"],
  ({ computeType, cache }: { computeType: string; cache?: boolean | undefined }) =>
    computeType === WITHOUT_CACHE && cache === true
      ? `false with ${WITHOUT_CACHE}, which keeps nothing`
      : undefined,
);

export const imageOptions = options({
  /**
   * Folder of each service whose image is built, by the service's name: `{ web: "services/web" }`.
   * A service runs on one kind of processor in all environments, on which it is built.
   */
  services: builtServices(folder),

  ...builds,
}).refine(...isKept);

/** Of an application, whose repository has nothing of environments. */
const ownFolder = matching(
  /^(?!\.\.(?:\/|$))(?:\.|[\w.-]+(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*)$/,
  'a folder of the repository with a Dockerfile, as "." or services/web',
);

export const applicationOptions = options({
  /** Repository, as `owner/name`: another than that of the pipeline itself. */
  repository,

  /** Branch of which a push builds. @default "main" */
  branch: branch.default("main"),

  /** The connection to where its code lies. @default that of the pipeline */
  connectionArn: connectionArn.optional(),

  /**
   * Folder of each service whose image is built, by the service's name: `{ api: "." }`. A service runs
   * on one kind of processor in all environments, on which it is built.
   */
  services: builtServices(ownFolder),

  ...builds,
}).refine(...isKept);

export const pushedImageOptions = options({
  /** Services to whose repositories others push. */
  services: unique(z.array(service).min(1, "1 to 20").max(20, "1 to 20"), "each name once"),

  /** What the tags of images begin with that count, as `v`. @default all tags do */
  tagPrefix: matching(
    /^\w[\w.-]{0,63}$/,
    "letters, digits, dots, hyphens and underscores",
  ).optional(),
});

/** How a new image gets into the files of environments. */
export const proposalOptions = options({
  /**
   * Environments in whose files a new image is named, all by one pull request.
   * @default the first in environments/index.ts that has the service
   */
  environments: unique(z.array(environment).min(1, "one or more"), "each name once").optional(),

  /**
   * Where the token is that opens pull requests in GitHub, as `{ parameter: "/name" }` or
   * `{ secret: "name" }`: of an app or a person, for this repository alone, with the permissions
   * "Contents" and "Pull requests" to read and write.
   * @default none: people are told of the image, and name it themselves
   */
  token: z
    .union([fromParameter, fromSecret], {
      error: '{ parameter: "/name" } or { secret: "name", key: "..." }',
    })
    .optional(),
});

export const pipelineOptions = options({
  /** The connection to where the code lies (CodeConnections). A person completes it once in the console. */
  connectionArn,

  /** Repository, as `owner/name`. */
  repository,

  /** Branch whose plans are applied. @default "main" */
  branch: branch.default("main"),

  /** Images that the pipeline builds of this repository. @default none */
  image: imageOptions.optional(),

  /**
   * Images that others push, such as an application's own pipeline: a push starts this pipeline, which
   * proposes the image.
   * @default none: only pushes to the branch start it
   */
  pushedImages: pushedImageOptions.optional(),

  /**
   * Applications with repositories of their own, by name. Each gets a pipeline, which tests, builds and
   * pushes the images of its services; a push of a new one starts this pipeline, as `pushedImages` does.
   * @default none
   */
  applications: z
    .record(application, applicationOptions, 'a map, as { shop: { repository: "acme/shop", ... } }')
    .refine((all) => Object.keys(all).length <= 20, "at most 20")
    .optional(),

  /** How a new image gets into the files of environments. @default the defaults of its options */
  propose: proposalOptions.default({}),
});

export type PipelineInput = z.input<typeof pipelineOptions>;
export type ImageBuildOptions = z.output<typeof imageOptions>;
export type ApplicationOptions = z.output<typeof applicationOptions>;
