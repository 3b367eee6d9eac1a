import { matching, options } from "../../option-rules";
import { sizeOptions } from "../task/task-options";

/** A task that sends load tests from within the environment's network. */
export const loadTestTaskOptions = options({
  /**
   * Image with its digest that has `node` of version 20 or newer, as
   * `public.ecr.aws/docker/library/node:24-alpine@sha256:...`. What it does comes with its start.
   */
  image: matching(
    /^[^\s@]+@sha256:[0-9a-f]{64}$/,
    "an image with its digest, as public.ecr.aws/docker/library/node:24-alpine@sha256:...",
  ),

  ...sizeOptions,

  /** CPU units; 1024 make one vCPU, which sends some hundred requests a second. @default 1024 */
  cpuUnits: sizeOptions.cpuUnits.unwrap().default(1024),
});

/** Name of the task among the services of its environment, of which none can have it. */
export const LOAD_TEST_TASK = "load-test";
