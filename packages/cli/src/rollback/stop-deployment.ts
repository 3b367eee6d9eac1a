import { ownCommand } from "@groundwork/constructs/own-command";
import { oneLine } from "../core/aws/error";
import { OperationError } from "../core/errors";
import { warn } from "../core/outlet";
import type { Person } from "../core/person";
import type { OpenDelivery } from "../delivery/open";
import type { UnderWay } from "./deployments";
import type { RollbackOptions } from "./options";
import { besidesText, underWayText } from "./rollback-text";
import type { RunningService } from "./service";
import { stopAndWait } from "./stopping";
import { keepStop } from "./stops";

export interface StopOptions extends Pick<RollbackOptions, "environment" | "why" | "signal"> {
  readonly person: Person;
  /** Milliseconds between two looks at a deployment. @default 5000 */
  readonly pollMs?: number | undefined;
}

/**
 * Stops the deployment of a service that is under way, and waits until the tasks before serve.
 *
 * @param name of the service
 * @returns what was stopped; undefined where none was under way, or where it ended well just then
 * @throws OperationError at a no, when there is nothing to go back to, or when it does not go back
 */
export async function stopDeployment(
  service: RunningService,
  name: string,
  open: Pick<OpenDelivery, "store" | "objects" | "identities">,
  options: StopOptions,
): Promise<Pick<UnderWay, "id" | "to" | "back"> | undefined> {
  const { environment, person, signal, pollMs } = options;
  const { deployments } = service;
  const underWay = await deployments.underWay();
  if (underWay === undefined) return undefined;
  const { id, to, back, state } = underWay;
  person.tell(underWayText(name, environment.name, underWay, open.store.now()));
  if (back === undefined) {
    throw new OperationError(
      `${name}: this is its first deployment, which has nothing to go back to. See why it does not come up: ${ownCommand(`logs ${environment.name} ${name}`)}`,
    );
  }
  await tellBesides(person, service, to.taskDefinition, back.taskDefinition);
  if (state === "going") {
    if (!(await person.confirm("Stop it and go back?"))) {
      throw new OperationError("stopped at your no; nothing was done");
    }
    await keep(name, underWay, open, options);
  }
  const say = (line: string) => person.tell(line);
  const ended = await stopAndWait(deployments, underWay, { service: name, say, signal, pollMs });
  if (ended === "done") {
    person.tell(`${name}: it ended well before it could be stopped`);
    return undefined;
  }
  const { taskDefinition } = await service.runs([]);
  if (taskDefinition !== back.taskDefinition) {
    throw new OperationError(
      `${name}: got ${taskDefinition} as what serves, expected ${back.taskDefinition}, to which it went back. Look at the service before anything else`,
    );
  }
  person.tell(`${name} runs what it ran before.`);
  return { id, to, back };
}

/** Says what stays as it is, though it changed together with the image. */
export async function tellBesides(
  person: Person,
  { definitions }: Pick<RunningService, "definitions">,
  one: string,
  other: string,
): Promise<void> {
  const differences = await definitions.differences(one, other);
  if (differences.length > 0) person.tell(besidesText(differences));
}

/** An emergency does not wait for a store; CloudTrail has who stopped what. */
async function keep(
  service: string,
  { id: deployment, to, back }: UnderWay,
  { objects, identities }: Pick<OpenDelivery, "objects" | "identities">,
  { environment, why }: StopOptions,
): Promise<void> {
  const stop = { environment: environment.name, service, deployment, to, back, why };
  try {
    await keepStop(objects, { ...stop, by: await identities.self() });
  } catch (error) {
    warn(`Warning: who stops ${deployment}, and why, could not be stored: ${oneLine(error)}`);
  }
}
