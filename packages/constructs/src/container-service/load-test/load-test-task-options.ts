import type { z } from "zod";
import { matching, options } from "../../option-rules";
import { sizeOptions } from "../task/task-options";

/** A task that sends load tests from within the environment's network. */
export const loadTestTaskOptions = options({
  /**
   * Image with Node.js 20 or newer and its digest, as
   * `public.ecr.aws/docker/library/node:24-alpine@sha256:...`; what it runs comes with each start.
   */
  image: matching(
    /^[^\s@]+@sha256:[0-9a-f]{64}$/,
    "an image with its digest, as public.ecr.aws/docker/library/node:24-alpine@sha256:...",
  ),

  ...sizeOptions,
});

export type LoadTestTaskOptions = z.output<typeof loadTestTaskOptions>;

/** Name of the task among the services of its environment, of which none can have it. */
export const LOAD_TEST_TASK = "load-test";
