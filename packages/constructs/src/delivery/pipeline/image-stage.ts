import type {
  CodepipelineStage,
  CodepipelineStageAction,
} from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import { check } from "../../check";
import type { PolicyStatement } from "../../policy-document";
import { registryToken } from "../../registry/image-push-policy";
import { PULL_ACTIONS, PUSH_ACTIONS } from "../../registry/repository-access";
import { isOfCodeBuild, type Architecture } from "./build-machine";
import { BuildProject, type BuildProjectProps, type Access } from "./build-project";
import { proposeBuildspec } from "./buildspecs";
import { IMAGE_VARIABLES, imageBuildspec } from "./image-buildspec";
import type { ImageBuildOptions } from "./pipeline-options";
import { PUSHED_VARIABLES } from "./pushed-images";
import { build } from "./stages";

/** Name of the stage in which images are built and proposed. */
export const IMAGE_STAGE = "Image";

/** An image that is built of the repository. */
export interface ImageBuild {
  /** Name of the service: up to 20 lower-case letters, digits and hyphens. */
  readonly service: string;
  /** Folder of its Dockerfile. */
  readonly folder: string;
  /** Address of its repository, without a tag. */
  readonly repository: string;
  readonly repositoryArn: string;
  /** Name of the SSM parameter that has that address. @default - none, the address is written down */
  readonly repositoryParameter?: string | undefined;
  /** Processor on which it runs, and on which it is built. */
  readonly architecture: Architecture;
}

type Common = Omit<
  BuildProjectProps,
  "access" | "buildspec" | "description" | "machine" | "reports" | "timeoutMinutes"
>;

export interface ImageStageProps extends Common {
  /** Of the builds of images. @default - the defaults of CodeBuild */
  readonly options?:
    | Pick<ImageBuildOptions, "buildImage" | "cache" | "computeType" | "timeoutMinutes">
    | undefined;
  /** None where others push all images. */
  readonly images: readonly ImageBuild[];

  /** Node.js of the build that proposes, as CodeBuild names it. @default - nothing is proposed here */
  readonly nodeVersion?: string | undefined;

  /** Whether the pipeline has the variables of an image that others pushed. @default false */
  readonly proposesPushed?: boolean | undefined;

  /** What proposing needs: to tell people, and to read the token for pull requests. @default - nothing */
  readonly propose?: Access | undefined;
}

/**
 * Builds of images, each service by an action of its own, and then one that tells people and
 * proposes what is new to the files of environments. Docker has all rights on its machine, so these
 * builds have no rights but to push to the repositories that they build for.
 */
export class ImageStage extends Construct {
  public readonly stage: CodepipelineStage;
  public readonly projects: readonly BuildProject[];

  constructor(scope: Construct, id: string, props: ImageStageProps) {
    super(scope, id);
    const { images } = props;
    const services = images.map(({ service }) => service);
    check(this, "images", services, new Set(services).size === services.length, "each once");
    const builds = new Map(
      [...new Set(images.map(({ architecture }) => architecture))]
        .toSorted()
        .toReversed()
        .map((architecture) => [architecture, this.builds(architecture, props)]),
    );
    const proposes = this.proposes(props);
    this.projects = [...builds.values(), ...proposes.projects];
    this.stage = {
      name: IMAGE_STAGE,
      action: [
        ...images.map((image) => imageAction(image, builds.get(image.architecture)!)),
        ...proposes.actions,
      ],
    };
  }

  private proposes({ nodeVersion, ...props }: ImageStageProps): {
    readonly projects: readonly BuildProject[];
    readonly actions: readonly CodepipelineStageAction[];
  } {
    if (nodeVersion === undefined) return { projects: [], actions: [] };
    const proposes = new BuildProject(this, "propose", {
      ...props,
      name: `${props.name}-propose`,
      description: "Proposes new images to the files of environments",
      buildspec: () => proposeBuildspec(nodeVersion),
      access: props.propose,
      timeoutMinutes: 30,
    });
    const action = build("Propose", proposes.project.name, {
      runOrder: 2,
      configuration: {
        EnvironmentVariables: variables({
          IMAGES: builtImages(props.images),
          ...(props.proposesPushed && { PUSHED: pushedImage }),
        }),
      },
    });
    return { projects: [proposes], actions: [action] };
  }

  /** The project of the services that run on one kind of processor. */
  private builds(architecture: Architecture, props: ImageStageProps): BuildProject {
    const { buildImage, computeType, cache, timeoutMinutes = 60 } = props.options ?? {};
    const images = props.images.filter((image) => image.architecture === architecture);
    const suffix = architecture === "ARM64" ? "image-arm64" : "image";
    return new BuildProject(this, suffix, {
      ...props,
      name: `${props.name}-${suffix}`,
      description: `Builds images for ${architecture}`,
      buildspec: imageBuildspec,
      reports: true,
      access: {
        statements: [
          ...pushStatements(images),
          ...readAddresses(images, props),
          ...pullBuildImage(buildImage),
        ],
      },
      machine: {
        architecture,
        image: buildImage,
        computeType,
        privileged: true,
        keepsLayers: cache ?? computeType !== "BUILD_GENERAL1_2XLARGE",
      },
      timeoutMinutes,
    });
  }
}

/** Namespaces have no dots (CodePipeline API, ActionDeclaration). */
const namespaceOf = (service: string): string => `Image-${service}`;

const imageAction = (
  { service, folder, repository, repositoryParameter, architecture }: ImageBuild,
  { project }: BuildProject,
): CodepipelineStageAction =>
  build(service, project.name, {
    namespace: namespaceOf(service),
    runOrder: 1,
    configuration: {
      EnvironmentVariables: variables(
        {
          SERVICE: service,
          FOLDER: folder,
          ...(repositoryParameter === undefined && { REPOSITORY: repository }),
          PLATFORM: architecture === "ARM64" ? "linux/arm64" : "linux/amd64",
        },
        repositoryParameter === undefined ? {} : { REPOSITORY: repositoryParameter },
      ),
    },
  });

/** What the builds handed on, as JSON; CodePipeline writes the values into it. */
const builtImages = (images: readonly ImageBuild[]): string =>
  JSON.stringify(
    images.map(({ service, architecture }) => ({
      service,
      architecture,
      ...Object.fromEntries(
        Object.entries(IMAGE_VARIABLES).map(([key, name]) => [
          key,
          `#{${namespaceOf(service)}.${name}}`,
        ]),
      ),
    })),
  );

/** What the event that started the pipeline says. */
const pushedImage: string = JSON.stringify(
  Object.fromEntries(
    Object.entries(PUSHED_VARIABLES).map(([key, name]) => [key, `#{variables.${name}}`]),
  ),
);

/** @param parameters names of SSM parameters whose values CodeBuild looks up, by variable */
export const variables = (
  values: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>> = {},
): string => {
  const of = (some: Readonly<Record<string, string>>, type: string) =>
    Object.entries(some).map(([name, value]) => ({ name, value, type }));
  return JSON.stringify([...of(values, "PLAINTEXT"), ...of(parameters, "PARAMETER_STORE")]);
};

/** To look up where images are pushed. */
function readAddresses(
  images: readonly ImageBuild[],
  { region, accountId }: Pick<Common, "region" | "accountId">,
): PolicyStatement[] {
  const names = images.flatMap(({ repositoryParameter }) => repositoryParameter ?? []);
  if (names.length === 0) return [];
  return [
    {
      // The addresses of their repositories, which are no secrets.
      Sid: "ReadAddresses",
      Effect: "Allow",
      Action: "ssm:GetParameters",
      Resource: names.map((name) => `arn:aws:ssm:${region}:${accountId}:parameter${name}`),
    },
  ];
}

const pushStatements = (images: readonly ImageBuild[]): PolicyStatement[] => [
  registryToken,
  {
    // To push to the repositories that it builds for, and to see what is there already.
    Sid: "PushImages",
    Effect: "Allow",
    Action: [...PUSH_ACTIONS, "ecr:DescribeImages"],
    Resource: images.map(({ repositoryArn }) => repositoryArn),
  },
];

/** An image of ECR in which the build runs is pulled by its role. */
function pullBuildImage(image: string | undefined): PolicyStatement[] {
  const [, account, region, repository] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)/.exec(image ?? "") ?? [];
  if (image === undefined || isOfCodeBuild(image) || account === undefined) return [];
  return [
    {
      // The image in which the build itself runs.
      Sid: "PullBuildImage",
      Effect: "Allow",
      Action: [...PULL_ACTIONS],
      Resource: `arn:aws:ecr:${region}:${account}:repository/${repository}`,
    },
  ];
}
