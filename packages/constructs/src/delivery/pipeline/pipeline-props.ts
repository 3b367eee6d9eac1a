import type { ITerraformDependable } from "cdktf";
import type { Layer } from "../../layers/contracts";
import type { Access } from "./build-project";
import type { ImageBuild } from "./image-stage";
import type { PipelineInput } from "./pipeline-options";

export interface PipelineEnvironment {
  /** Name of the environment: 1 to 16 letters, digits and hyphens. Its stack is `<name>-stack`. */
  readonly name: string;

  /** Whether a person must let a plan pass before it is applied. */
  readonly approval: boolean;

  /** Topic that is told of a plan that waits, and of stages that failed. */
  readonly topicArn: string;

  /** What planning the stack needs. */
  readonly plan: Access;

  /** What applying it needs. */
  readonly apply: Access;

  /** What testing its services needs. @default - none is tested once the stack is applied */
  readonly loadTest?: Access | undefined;

  /** Whether deployments wait for a load test while the stack is applied. @default false */
  readonly testsDeployments?: boolean | undefined;

  /** Whether it makes the repositories of images, which are built after it. @default false */
  readonly holdsImages?: boolean | undefined;
}

/** A stack of an environment that has several. */
export interface PipelinePlace {
  /** As `prod-eu-west-1`; its stack is `<name>-stack`. */
  readonly name: string;
  /** In which wave of its layer it is applied, from 0. */
  readonly wave: number;
  /** The layer that it has, planned once those below are applied. @default the environment has none */
  readonly layer?: Layer | undefined;
}

/** A pipeline of an application. */
export interface ApplicationBuild {
  /** As in `applications`. */
  readonly application: string;
  /** Of the pipeline: at most 50 characters, as names of its projects start with it. */
  readonly name: string;
  readonly images: readonly ImageBuild[];
  /** Names of the repositories that it pushes to. */
  readonly repositories: readonly string[];
  /** Names of the environments whose people are told of a run that failed. */
  readonly toldTo: readonly string[];
}

export interface DeliveryPipelineProps extends PipelineInput {
  /** Name of the pipeline, and start of the names of projects and roles: at most 38 characters. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;

  readonly artifactBucket: string;

  /** Key of artifacts and logs, whose policy must let CloudWatch Logs use it. */
  readonly kmsKeyArn: string;

  /** Key of all topics. */
  readonly topicKmsKeyArn: string;

  /** Minutes for which a plan waits for a person: as long as it may be applied, 5 to 86400. */
  readonly approvalTimeoutMinutes: number;

  readonly logRetentionDays: number;

  /** Node.js of the builds, as CodeBuild names it: `24`. */
  readonly nodeVersion: string;

  /** In the order in which a change goes through them; the registry may be one of them. */
  readonly environments: readonly PipelineEnvironment[];

  /**
   * The stacks of environments that have several, in their order: those of a layer are planned
   * together, and applied side by side, wave after wave; then those of the layer above.
   * @default - `<name>-stack` alone
   */
  readonly places?: Readonly<Record<string, readonly PipelinePlace[]>> | undefined;

  /** The images that `image` names, each with its repository. @default - none */
  readonly images?: readonly ImageBuild[] | undefined;

  /** Names of the repositories of the services that `pushedImages` names. @default - none */
  readonly pushedRepositories?: readonly string[] | undefined;

  /** What `applications` says, by names of pipelines. @default - none */
  readonly applicationPipelines?: readonly ApplicationBuild[] | undefined;

  /** What proposing images needs. @default - nothing: nobody is told */
  readonly proposal?: Access | undefined;

  /** What must be there before images are built, such as parameters. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[] | undefined;

  /** What telling all topics needs. @default - nothing: failures are told by e-mail alone */
  readonly messenger?: Access | undefined;
}

/** The environment before which images are built: the first behind what makes their repositories. */
export const firstWithServices = (
  environments: readonly PipelineEnvironment[],
): PipelineEnvironment | undefined => environments.find(({ holdsImages = false }) => !holdsImages);
