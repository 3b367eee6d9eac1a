import type { Access } from "./build-project";

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

  /** Whether it makes the repositories of images, which are built after it. @default false */
  readonly holdsImages?: boolean | undefined;
}

/** The environment before which images are built: the first behind what makes their repositories. */
export const firstWithServices = (
  environments: readonly PipelineEnvironment[],
): PipelineEnvironment | undefined => environments.find(({ holdsImages = false }) => !holdsImages);
