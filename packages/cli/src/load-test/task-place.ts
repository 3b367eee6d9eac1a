import type { Environment } from "@groundwork/configuration";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { z } from "zod";
import { OperationError } from "../core/errors";

/** Output of an environment's stack. */
export const TASK_OUTPUT = "load-test";

const taskPlace = z.object({
  taskDefinition: z.string(),
  subnetIds: z.array(z.string()).min(1),
  securityGroupId: z.string(),
  logGroupName: z.string(),
});

/** How the task is run that sends load tests. */
export type TaskPlace = z.output<typeof taskPlace>;

/**
 * What the stack's output says of the task.
 *
 * @throws OperationError where the environment has none, or it is not applied
 */
export function taskPlaceIn(environment: Environment, output: unknown): TaskPlace {
  const { name, loadTestTask } = environment;
  if (loadTestTask === undefined) {
    throw new OperationError(
      `--from task: ${name}.loadTestTask: got none, expected one, such as { image: "public.ecr.aws/docker/library/node:24-alpine@sha256:..." }`,
    );
  }
  const { success, data } = taskPlace.safeParse(output);
  if (success) return data;
  throw new OperationError(
    `--from task: ${stackIdOf(environment)} has no output ${TASK_OUTPUT} that says how to run it: apply it first`,
  );
}
