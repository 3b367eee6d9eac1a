import type { Configuration, Environment } from "@groundwork/configuration";
import { ownerOf, SHARED_STATES } from "@groundwork/configuration/names";
import { environmentStack, stackNameOf } from "@groundwork/configuration/place-names";
import { stacksOfServices } from "@groundwork/configuration/rounds";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { unknownEnvironment } from "../../core/unknown-environment";

/**
 * The environment that an argument names; `dev-stack` is dev as well, and `dev-eu-west-1` is dev as it
 * is there.
 *
 * @throws OperationError when there is none, with the one that may be meant, or for one of its layers
 */
export function askedEnvironment(asked: string, { environments }: Configuration): Environment {
  const name = ownerOf(asked);
  const found = environmentStack(environments, asked);
  // The services have its name, and their stack that name with an end.
  const whole = found && stackNameOf(found.environment);
  if (found?.layer !== undefined && asked !== whole) {
    throw new OperationError(
      `got ${asked}, a layer of ${whole}, expected ${whole}, of which all layers go, the services first: ${ownCommand(`teardown ${whole}`)}`,
    );
  }
  if (found) return found.environment;
  const names = stacksOfServices(environments).map((stack) => stack.name);
  if ((SHARED_STATES as readonly string[]).includes(name)) {
    throw new OperationError(
      `got ${name}, which all environments share, expected one of ${names.join(", ")}`,
    );
  }
  throw unknownEnvironment(asked, names, { environments }, [
    "If its file is gone and its state is not: take the file and its line in index.ts back from git, and commit that",
  ]);
}
