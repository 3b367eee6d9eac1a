import type { Configuration, Environment } from "@groundwork/configuration";
import { ownerOf, SHARED_STATES } from "@groundwork/configuration/names";
import { environmentStack, stacksOfAll } from "@groundwork/configuration/place-names";
import { OperationError } from "../../core/errors";
import { unknownEnvironment } from "../../core/unknown-environment";

/**
 * The environment that an argument names; `dev-stack` is dev as well, and `dev-eu-west-1` is dev as it
 * is there.
 *
 * @throws OperationError when there is none; it names the one that may be meant
 */
export function askedEnvironment(asked: string, { environments }: Configuration): Environment {
  const name = ownerOf(asked);
  const found = environmentStack(environments, asked)?.environment;
  if (found) return found;
  const names = stacksOfAll(environments).map((stack) => stack.name);
  if ((SHARED_STATES as readonly string[]).includes(name)) {
    throw new OperationError(
      `got ${name}, which all environments share, expected one of ${names.join(", ")}`,
    );
  }
  throw unknownEnvironment(asked, names, { environments }, [
    "If its file is gone and its state is not: take the file and its line in index.ts back from git, and commit that",
  ]);
}
