import type { NamedImage } from "../sources/image-edit";
import type { ImageEvent } from "./way-back";

/** One side of a deployment. */
export interface Version {
  /** ARN of the task definition. */
  readonly taskDefinition: string;
  readonly image: NamedImage;
}

/**
 * How a deployment stands:
 *
 * - `going`: it can be stopped
 * - `going-back`: it was stopped, or has failed, and the tasks before come back
 * - `back`: the tasks before serve again
 * - `done`: its own tasks serve
 * - `stuck`: it ended, and nobody brings the tasks before back
 */
export interface Standing {
  readonly state: "going" | "going-back" | "back" | "done" | "stuck";
  /** In the words of ECS or CodeDeploy, as `ROLLBACK_IN_PROGRESS`. */
  readonly status: string;
  readonly why?: string | undefined;
}

/** A deployment of a service that has not ended. */
export interface UnderWay extends Standing {
  /** By which it is stopped and looked at. */
  readonly id: string;
  readonly to: Version;
  /** What it takes the place of; undefined for a first deployment, which has nothing to go back to. */
  readonly back: Version | undefined;
  readonly since?: string | undefined;
}

/**
 * Where a deployment that moves requests is: `before` its new tasks take test requests, `test` while
 * they take all of these and no others, `customers` from when requests of customers move as well.
 */
export interface Stage {
  readonly at: "before" | "test" | "customers";
  /** In the words of ECS or CodeDeploy, as `POST_TEST_TRAFFIC_SHIFT`. */
  readonly name: string;
  /** Whether it waits there for somebody to let it go on. */
  readonly waits: boolean;
}

/** The deployments of one service, by whoever makes them. */
export interface Deployments {
  /** The newest that has not ended. */
  underWay(): Promise<UnderWay | undefined>;
  /** Asks for it to be stopped and rolled back; what comes of that, `standing` tells. */
  stop(id: string): Promise<void>;
  standing(id: string): Promise<Standing>;
  /** Where one is that goes on. */
  stage(id: string): Promise<Stage>;
  /** Lets one go on that waits. */
  letGoOn(id: string): Promise<void>;
  /** What is known of images by the deployments that have ended. */
  events(): Promise<ImageEvent[]>;
}

/** `arn:aws:ecs:...:task-definition/acme-prod-web:7` -> `acme-prod-web:7` */
export const shortName = (arn: string): string => arn.replace(/^.*\//, "");
