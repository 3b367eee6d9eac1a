import { OperationError } from "../../core/errors";
import type { OpenOptions, OpenStates } from "../../state/open";
import { Managed } from "../managed";
import { addStates } from "../unmanaged";
import type { Importable } from "./look-for";

/** How many things are named. */
const MOST = 5;

/**
 * Two states that have one thing undo each other's changes, and either destroys it.
 *
 * @throws OperationError where another state has some of what was found, or one cannot be read
 */
export async function expectInNoState(
  importable: readonly Importable[],
  open: OpenStates,
  options: OpenOptions,
): Promise<void> {
  if (importable.length === 0) return;
  const managed = new Managed();
  const [unread] = await addStates(managed, open, options);
  if (unread) {
    throw new OperationError(
      `the state ${unread.key} cannot be read, so nobody knows whether it has what was found: ${unread.problem}`,
    );
  }
  const taken = importable.filter(({ type, id, arn }) => managed.hasNamed(type, [id, arn]));
  if (taken.length === 0) return;
  const names = taken.slice(0, MOST).map(({ path, id }) => `${path} (${id})`);
  throw new OperationError(
    [
      `${taken.length} of what was found is in a state already, of another stack or at another address: ${names.join(", ")}${taken.length > MOST ? ", ..." : ""}.`,
      "Nothing was written: two states of one thing undo each other's changes. Where it is to move, take it out there first by a removed block, and apply that; a network can also be used as it is, by its ids",
    ].join("\n"),
  );
}
